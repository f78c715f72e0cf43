package dev.smc.transfer.internal.sender;

import dev.smc.transfer.internal.chunk.ChunkHasher;
import dev.smc.transfer.internal.compress.Compressor;
import dev.smc.transfer.internal.wire.Buffers;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What all disks of a channel share: workers with their tools, buffers, and a timer. Thread-safe. */
final class Workshop implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Workshop.class);

    private final ThreadFactory threads = task -> {
        Thread thread = new Thread(task, "smc-sender");
        thread.setDaemon(true);
        return thread;
    };
    private static final long LOOK_MILLIS = 500;

    private final int size = Math.max(2, Runtime.getRuntime().availableProcessors());
    private final ExecutorService workers = Executors.newFixedThreadPool(size, threads);
    private final Load load = new Load();
    private volatile int compressionLevel;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(threads);
    private final ConcurrentLinkedQueue<Tools> idle = new ConcurrentLinkedQueue<>();
    private final Buffers buffers = new Buffers();

    /** What a worker keeps for reuse. */
    record Tools(Compressor compressor, ChunkHasher hasher) {}

    Workshop(int compressionLevel, boolean adapt) {
        this.compressionLevel = compressionLevel;
        if (adapt && compressionLevel > 0) {
            LevelControl control = new LevelControl(compressionLevel, this::changeLevel);
            long available = TimeUnit.MILLISECONDS.toNanos(LOOK_MILLIS) * size;
            ScheduledFuture<?> unused = timer.scheduleWithFixedDelay(
                    () -> control.look(load.sums(), available), LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private void changeLevel(int level) {
        LOG.debug("compression level {}", level);
        compressionLevel = level;
    }

    Load load() {
        return load;
    }

    Buffers buffers() {
        return buffers;
    }

    ScheduledExecutorService timer() {
        return timer;
    }

    /** Has a worker do something. */
    void execute(Consumer<Tools> task) {
        workers.execute(() -> {
            Tools reused = idle.poll();
            Tools tools = reused == null ? new Tools(new Compressor(compressionLevel), new ChunkHasher()) : reused;
            tools.compressor().level(compressionLevel);
            try {
                task.accept(tools);
            } finally {
                idle.add(tools);
            }
        });
    }

    /** Ends the threads; no task may be running any more. */
    @Override
    public void close() {
        workers.shutdownNow();
        timer.shutdownNow();
        buffers.close();
        for (Tools tools = idle.poll(); tools != null; tools = idle.poll()) {
            tools.compressor().close();
        }
    }
}
