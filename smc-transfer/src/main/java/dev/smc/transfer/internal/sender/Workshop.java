package dev.smc.transfer.internal.sender;

import dev.smc.transfer.internal.chunk.ChunkHasher;
import dev.smc.transfer.internal.compress.Compressor;
import dev.smc.transfer.internal.wire.Buffers;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.function.Consumer;

/** What all disks of a channel share: workers with their tools, buffers, and a timer. Thread-safe. */
final class Workshop implements AutoCloseable {
    private final ThreadFactory threads = task -> {
        Thread thread = new Thread(task, "smc-sender");
        thread.setDaemon(true);
        return thread;
    };
    private final int compressionLevel;
    private final ExecutorService workers =
            Executors.newFixedThreadPool(Math.max(2, Runtime.getRuntime().availableProcessors()), threads);
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(threads);
    private final ConcurrentLinkedQueue<Tools> idle = new ConcurrentLinkedQueue<>();
    private final Buffers buffers = new Buffers();

    /** What a worker keeps for reuse. */
    record Tools(Compressor compressor, ChunkHasher hasher) {}

    Workshop(int compressionLevel) {
        this.compressionLevel = compressionLevel;
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
