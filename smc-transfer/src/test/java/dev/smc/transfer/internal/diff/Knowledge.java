package dev.smc.transfer.internal.diff;

import dev.smc.transfer.internal.chunk.ChunkGrid;
import dev.smc.transfer.internal.chunk.ChunkState;
import java.nio.ByteBuffer;
import java.util.Objects;

/** Builds what a receiver knows, run by run, in the format of the wire. */
final class Knowledge {
    private static final int WANTED = 8192;
    private final ByteBuffer out = ByteBuffer.allocate(1 << 20);
    private final long first;
    private long count;

    Knowledge(long first) {
        this.first = first;
        out.putLong(first).putLong(0);
    }

    Knowledge run(ChunkState state, long length) {
        out.put(state.code()).putLong(length);
        count += length;
        return this;
    }

    Knowledge data(byte[]... digests) {
        run(ChunkState.DATA, digests.length);
        for (byte[] digest : digests) {
            out.put(digest);
        }
        return this;
    }

    ByteBuffer payload() {
        return out.duplicate().putLong(8, count).flip();
    }

    KnownChunks decode(ChunkGrid grid) {
        return Objects.requireNonNull(KnownChunksCodec.decode(payload(), grid, first, WANTED));
    }
}
