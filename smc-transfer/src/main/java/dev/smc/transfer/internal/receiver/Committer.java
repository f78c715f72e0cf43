package dev.smc.transfer.internal.receiver;

import dev.smc.transfer.internal.chunk.ManifestWindow;
import dev.smc.transfer.internal.wire.Limits;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Brings blocks to stable storage in batches, on a thread of its own, while the next batch comes in: waits for the writes, forces
 * the target, commits to the manifest, acknowledges, has it read back if asked for, and says when a span is through. Thread-safe.
 */
final class Committer {
    private static final long MAX_AGE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final int MAX_BLOCKS = 4096;

    private final TargetDisk disk;
    private final ManifestWindow window;
    private final @Nullable Verifier verifier;
    private final LongConsumer acknowledge;
    private final Consumer<RuntimeException> onFailure;
    private final Thread thread;

    private List<Block> pending = new ArrayList<>();
    private List<Runnable> pendingEnds = new ArrayList<>();
    private long pendingBytes;
    private long pendingSince;
    private long committingBytes;
    private boolean committing;
    private boolean flush;
    private boolean closing;
    private long acknowledged;
    private @Nullable RuntimeException failure;

    Committer(
            TargetDisk disk,
            ManifestWindow window,
            @Nullable Verifier verifier,
            LongConsumer acknowledge,
            Consumer<RuntimeException> onFailure,
            String name) {
        this.disk = disk;
        this.window = window;
        this.verifier = verifier;
        this.acknowledge = acknowledge;
        this.onFailure = onFailure;
        this.thread = new Thread(this::run, name);
        thread.setDaemon(true);
        thread.start();
    }

    /** Adds a block; waits while too much is not yet on stable storage. */
    synchronized void add(Block block) throws InterruptedException {
        if (pending.isEmpty()) {
            pendingSince = System.nanoTime();
        }
        pending.add(block);
        pendingBytes += block.bytes();
        notifyAll();
        while (pendingBytes + committingBytes >= 2 * Limits.COMMIT_BYTES || pending.size() > MAX_BLOCKS) {
            requireNoFailure();
            wait();
        }
        requireNoFailure();
    }

    /** Has something done as soon as everything added so far is on stable storage. */
    synchronized void whenCommitted(Runnable end) {
        pendingEnds.add(end);
        notifyAll();
    }

    /** Returns when everything added is on stable storage. */
    synchronized void drain() throws InterruptedException {
        flush = true;
        notifyAll();
        while (committing || hasPending()) {
            requireNoFailure();
            wait();
        }
        requireNoFailure();
        flush = false;
    }

    private void requireNoFailure() {
        if (failure != null) {
            throw failure;
        }
    }

    /** Commits what was added, unless that failed already, and returns when no write goes on. Returns whether all is committed. */
    boolean close() throws InterruptedException {
        synchronized (this) {
            closing = true;
            notifyAll();
        }
        thread.join();
        for (Block block : pending) { // added after a failure
            await(block.write());
        }
        return failure == null;
    }

    private void run() {
        try {
            for (Batch batch = take(); !batch.isEmpty(); batch = take()) {
                commit(batch.blocks());
                batch.ends().forEach(Runnable::run);
            }
        } catch (RuntimeException e) {
            fail(e);
        } catch (InterruptedException e) {
            fail(new IllegalStateException("nobody interrupts this thread", e));
        } catch (Error e) { // out of memory: whoever waits must hear of it
            fail(new IllegalStateException(e));
            throw e;
        }
    }

    /** Returns the next batch, empty when there will be none. */
    private synchronized Batch take() throws InterruptedException {
        committing = false;
        committingBytes = 0;
        notifyAll();
        while (!isDue()) {
            long age = System.nanoTime() - pendingSince;
            wait(!hasPending() ? 0 : TimeUnit.NANOSECONDS.toMillis(MAX_AGE_NANOS - age) + 1);
        }
        Batch batch = new Batch(pending, pendingEnds);
        pending = new ArrayList<>();
        pendingEnds = new ArrayList<>();
        committingBytes = pendingBytes;
        pendingBytes = 0;
        committing = !batch.isEmpty();
        return batch;
    }

    private boolean hasPending() {
        return !pending.isEmpty() || !pendingEnds.isEmpty();
    }

    private record Batch(List<Block> blocks, List<Runnable> ends) {
        boolean isEmpty() {
            return blocks.isEmpty() && ends.isEmpty();
        }
    }

    private boolean isDue() {
        if (!hasPending()) {
            return closing;
        }
        return closing
                || flush
                || !pendingEnds.isEmpty()
                || pendingBytes >= Limits.COMMIT_BYTES
                || pending.size() >= MAX_BLOCKS
                || System.nanoTime() - pendingSince >= MAX_AGE_NANOS;
    }

    private void commit(List<Block> batch) throws InterruptedException {
        if (batch.isEmpty()) {
            return;
        }
        awaitAll(batch.stream().map(Block::write).toList());
        disk.force();
        window.commit(batch.stream().map(Block::written).toList());
        acknowledged += batch.size();
        acknowledge.accept(acknowledged);
        if (verifier != null) {
            for (Block block : batch) {
                verifier.committed(block.written());
            }
        }
    }

    /** Waits for the end of workers' tasks, all of them, so that none touches the target any more, and throws what the first failed with. */
    static void awaitAll(Iterable<? extends Future<?>> tasks) throws InterruptedException {
        RuntimeException failed = null;
        for (Future<?> task : tasks) {
            RuntimeException e = await(task);
            failed = failed == null ? e : failed;
        }
        if (failed != null) {
            throw failed;
        }
    }

    /** Waits for the end of a worker's task and returns what it failed with. */
    static @Nullable RuntimeException await(Future<?> task) throws InterruptedException {
        try {
            task.get();
            return null;
        } catch (ExecutionException e) {
            return e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
        }
    }

    private void fail(RuntimeException e) {
        synchronized (this) {
            failure = e;
            committing = false;
            notifyAll();
        }
        onFailure.accept(e);
    }
}
