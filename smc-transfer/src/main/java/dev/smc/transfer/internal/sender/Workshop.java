package dev.smc.transfer.internal.sender;

import dev.smc.transfer.internal.chunk.ChunkHasher;
import dev.smc.transfer.internal.compress.Compressor;
import dev.smc.transfer.internal.wire.Workers;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What all disks of a channel share; all compress at the same level, which may follow what limits. Thread-safe. */
final class Workshop extends Workers<Workshop.Tools> {
    private static final Logger LOG = LoggerFactory.getLogger(Workshop.class);
    private static final long LOOK_MILLIS = 500;

    private final Load load = new Load();
    private volatile int compressionLevel;

    /** What a worker keeps for reuse. */
    record Tools(Compressor compressor, ChunkHasher hasher) implements Workers.Tools {
        @Override
        public void close() {
            compressor.close();
        }
    }

    Workshop(int compressionLevel, boolean adapt) {
        super("smc-sender");
        this.compressionLevel = compressionLevel;
        if (adapt && compressionLevel > 0) {
            LevelControl control = new LevelControl(compressionLevel, this::changeLevel);
            long available = TimeUnit.MILLISECONDS.toNanos(LOOK_MILLIS) * size();
            ScheduledFuture<?> unused = timer().scheduleWithFixedDelay(
                            () -> control.look(load.sums(), available),
                            LOOK_MILLIS,
                            LOOK_MILLIS,
                            TimeUnit.MILLISECONDS);
        }
    }

    private void changeLevel(int level) {
        LOG.debug("compression level {}", level);
        compressionLevel = level;
    }

    Load load() {
        return load;
    }

    @Override
    protected Tools newTools() {
        return new Tools(new Compressor(compressionLevel), new ChunkHasher());
    }

    @Override
    public void execute(Consumer<Tools> task) {
        super.execute(tools -> {
            tools.compressor().level(compressionLevel);
            task.accept(tools);
        });
    }
}
