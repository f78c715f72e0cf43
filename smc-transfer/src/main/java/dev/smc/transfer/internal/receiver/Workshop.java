package dev.smc.transfer.internal.receiver;

import dev.smc.transfer.internal.chunk.ChunkHasher;
import dev.smc.transfer.internal.compress.Decompressor;
import dev.smc.transfer.internal.wire.Buffers;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** What all disks of a receiver share: workers with their tools, buffers, and a timer. Thread-safe. */
final class Workshop implements AutoCloseable {
    private final ThreadFactory threads = task -> {
        Thread thread = new Thread(task, "smc-receiver");
        thread.setDaemon(true);
        return thread;
    };
    private final ExecutorService workers =
            Executors.newFixedThreadPool(Math.max(2, Runtime.getRuntime().availableProcessors()), threads);
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(threads);
    private final ConcurrentLinkedQueue<Tools> idle = new ConcurrentLinkedQueue<>();
    private final Buffers buffers = new Buffers();

    /** What a worker keeps for reuse. */
    record Tools(Decompressor decompressor, ChunkHasher hasher) {}

    Buffers buffers() {
        return buffers;
    }

    ScheduledExecutorService timer() {
        return timer;
    }

    /** Runs a task on a worker. */
    Future<?> submit(Consumer<Tools> task) {
        return workers.submit(() -> {
            Tools reused = idle.poll();
            Tools tools = reused == null ? new Tools(new Decompressor(), new ChunkHasher()) : reused;
            try {
                task.accept(tools);
            } finally {
                idle.add(tools);
            }
        });
    }

    /** Runs a task on a worker with a pair of buffers, for which it waits, and which are given back afterwards. */
    Future<?> submitWithPair(BiConsumer<Buffers.Pair, Tools> task) throws InterruptedException {
        Buffers.Pair taken = buffers.poll(1000);
        while (taken == null) {
            taken = buffers.poll(1000);
        }
        Buffers.Pair pair = taken;
        return submit(tools -> {
            try {
                task.accept(pair, tools);
            } finally {
                buffers.release(pair);
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
            tools.decompressor().close();
        }
    }
}
