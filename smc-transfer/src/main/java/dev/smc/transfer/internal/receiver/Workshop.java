package dev.smc.transfer.internal.receiver;

import dev.smc.transfer.internal.chunk.ChunkHasher;
import dev.smc.transfer.internal.compress.Decompressor;
import dev.smc.transfer.internal.wire.Workers;

/** What all disks of a receiver share. Thread-safe. */
final class Workshop extends Workers<Workshop.Tools> {
    /** What a worker keeps for reuse. */
    record Tools(Decompressor decompressor, ChunkHasher hasher) implements Workers.Tools {
        @Override
        public void close() {
            decompressor.close();
        }
    }

    Workshop() {
        super("smc-receiver");
    }

    @Override
    protected Tools newTools() {
        return new Tools(new Decompressor(), new ChunkHasher());
    }
}
