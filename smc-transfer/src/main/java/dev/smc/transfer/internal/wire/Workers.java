package dev.smc.transfer.internal.wire;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * What all disks of one end share: a worker for each processor with its tools, buffers, and a timer. Thread-safe.
 *
 * @param <T> what a worker keeps for reuse
 */
public abstract class Workers<T extends Workers.Tools> implements AutoCloseable {
    private final int size = Math.max(2, Runtime.getRuntime().availableProcessors());
    private final ExecutorService threads;
    private final ScheduledExecutorService timer;
    private final ConcurrentLinkedQueue<T> idle = new ConcurrentLinkedQueue<>();
    private final Buffers buffers = new Buffers();

    /** What a worker keeps for reuse. */
    public interface Tools {
        /** Gives up what is not memory of the heap. */
        void close();
    }

    /** Begins threads of a name as they are needed. */
    protected Workers(String name) {
        ThreadFactory factory = task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        };
        this.threads = Executors.newFixedThreadPool(size, factory);
        this.timer = Executors.newSingleThreadScheduledExecutor(factory);
    }

    /** Makes tools for one worker. */
    protected abstract T newTools();

    /** Returns how many workers there are. */
    public int size() {
        return size;
    }

    /** Returns the buffers. */
    public Buffers buffers() {
        return buffers;
    }

    /** Returns the timer. */
    public ScheduledExecutorService timer() {
        return timer;
    }

    /** Runs a task on a worker; what it throws is lost. */
    public void execute(Consumer<T> task) {
        threads.execute(() -> run(task));
    }

    /** Runs a task on a worker. */
    public Future<?> submit(Consumer<T> task) {
        return threads.submit(() -> run(task));
    }

    /** Runs a task on a worker with a pair of buffers, for which it waits, and which are given back afterwards. */
    public Future<?> submitWithPair(BiConsumer<Buffers.Pair, T> task) throws InterruptedException {
        Buffers.Pair pair = buffers.take();
        return submit(tools -> {
            try {
                task.accept(pair, tools);
            } finally {
                buffers.release(pair);
            }
        });
    }

    private void run(Consumer<T> task) {
        T reused = idle.poll();
        T tools = reused == null ? newTools() : reused;
        try {
            task.accept(tools);
        } finally {
            idle.add(tools);
        }
    }

    /** Ends the threads; no task may be running any more. */
    @Override
    public void close() {
        threads.shutdownNow();
        timer.shutdownNow();
        buffers.close();
        for (T tools = idle.poll(); tools != null; tools = idle.poll()) {
            tools.close();
        }
    }
}
