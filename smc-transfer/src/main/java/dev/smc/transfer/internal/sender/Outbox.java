package dev.smc.transfer.internal.sender;

import dev.smc.spi.transport.TransferObserver;
import dev.smc.transfer.internal.chunk.ChunkGrid;
import dev.smc.transfer.internal.chunk.RootDigest;
import dev.smc.transfer.internal.diff.KnownChunks;
import dev.smc.transfer.internal.diff.Step;
import dev.smc.transfer.internal.wire.FrameChannel;
import dev.smc.transfer.internal.wire.FrameType;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Sends what a pass finds, in the order of the disk, from a thread of its own, and feeds the root digest. The queue before it
 * bounds how far the scan runs ahead.
 */
final class Outbox {
    private static final int AHEAD = 128;

    private final FrameChannel frames;
    private final ChunkGrid grid;
    private final Inbox inbox;
    private final InFlight inFlight;
    private final Counters counters;
    private final TransferObserver observer;
    private final LongConsumer settled;
    private final RootDigest root;
    private final BlockingQueue<Item> queue = new ArrayBlockingQueue<>(AHEAD);
    private final Thread thread;
    private volatile byte[] rootDigest = new byte[0];

    /** Something to send; exactly one of the fields is there, or none at the end of the pass. */
    private record Item(
            @Nullable Step step,
            @Nullable Kept kept,
            @Nullable OutgoingChunk chunk,
            long usedBytes) {}

    /** A stretch that stays as the receiver has it. */
    private record Kept(Step step, KnownChunks known) {}

    Outbox(
            FrameChannel frames,
            ChunkGrid grid,
            Inbox inbox,
            InFlight inFlight,
            Counters counters,
            TransferObserver observer,
            LongConsumer settled,
            String name) {
        this.frames = frames;
        this.grid = grid;
        this.inbox = inbox;
        this.inFlight = inFlight;
        this.counters = counters;
        this.observer = observer;
        this.settled = settled;
        this.root = new RootDigest(grid);
        this.thread = new Thread(this::run, name);
        thread.setDaemon(true);
        thread.start();
    }

    /** Adds a step of zeros, which need no reading. */
    void add(Step step) throws InterruptedException {
        put(new Item(step, null, null, 0));
    }

    /** Adds a step that stays as it is known, of which some bytes are in use. */
    void keep(Step step, KnownChunks known, long usedBytes) throws InterruptedException {
        put(new Item(null, new Kept(step, known), null, usedBytes));
    }

    /** Adds a chunk that a worker is at, of which some bytes are in use. */
    void add(OutgoingChunk chunk, long usedBytes) throws InterruptedException {
        put(new Item(null, null, chunk, usedBytes));
    }

    /** Ends the pass. */
    void end() throws InterruptedException {
        put(new Item(null, null, null, 0));
    }

    private void put(Item item) throws InterruptedException {
        boolean added = false;
        try {
            while (!added) {
                inbox.requireOpen();
                added = queue.offer(item, 100, TimeUnit.MILLISECONDS);
            }
        } finally {
            if (!added) {
                discard(item);
            }
        }
    }

    private void run() {
        try {
            while (send(take())) {
                // until the end of the pass
            }
        } catch (RuntimeException e) {
            giveUp(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void giveUp(RuntimeException e) {
        try {
            inbox.fail(e);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private Item take() throws InterruptedException {
        Item item = null;
        while (item == null) {
            inbox.requireOpen();
            item = queue.poll(100, TimeUnit.MILLISECONDS);
        }
        return item;
    }

    private boolean send(Item item) throws InterruptedException {
        if (item.step() != null) {
            sendStep(item.step());
        } else if (item.kept() != null) {
            passOver(item.kept(), item.usedBytes());
        } else if (item.chunk() != null) {
            try {
                sendChunk(item.chunk(), item.usedBytes());
            } finally {
                item.chunk().close(inbox);
            }
        } else {
            sendEnd();
            return false;
        }
        return true;
    }

    private void sendStep(Step step) {
        root.addZeros(step.count());
        boolean zero = step.kind() == Step.Kind.ZERO;
        inFlight.add(zero ? 1 : 0, 0, 0, step.end());
        if (zero) {
            sendZero(step.first(), step.count());
        }
    }

    private void sendZero(long first, long count) {
        long length = grid.length(first, count);
        frames.send(FrameType.ZERO, out -> out.putLong(grid.offset(first)).putLong(length));
        counters.changed.addAndGet(length);
    }

    private void passOver(Kept kept, long usedBytes) {
        Step step = kept.step();
        kept.known().addTo(root, step.first(), step.count());
        settled.accept(usedBytes);
        inFlight.add(0, 0, 0, step.end());
    }

    private void sendChunk(OutgoingChunk chunk, long usedBytes) throws InterruptedException {
        chunk.await(inbox);
        while (!inFlight.hasRoom(chunk.dataBytes())) {
            inbox.await();
        }
        if (chunk.isZero()) {
            root.addZeros(1);
        } else {
            root.addData(chunk.digest(), 0);
        }
        boolean kept = chunk.outcome() == OutgoingChunk.Outcome.KEEP;
        if (kept && usedBytes > 0) {
            settled.accept(usedBytes);
        }
        inFlight.add(kept ? 0 : 1, chunk.dataBytes(), kept ? 0 : usedBytes, chunk.number() + 1);
        switch (chunk.outcome()) {
            case KEEP -> {}
            case ZERO -> sendZero(chunk.number(), 1);
            case DATA -> {
                frames.send(chunk.frame());
                counters.changed.addAndGet(chunk.changedBytes());
                counters.sent.addAndGet(chunk.dataBytes());
                observer.sent(chunk.dataBytes());
            }
        }
    }

    private void sendEnd() {
        byte[] digest = root.finish();
        rootDigest = digest;
        frames.send(FrameType.END, out -> out.putLong(inFlight.sentFrames()).put(digest));
    }

    /** Returns the root digest of the pass; its end must have been sent. */
    byte[] root() {
        return rootDigest;
    }

    /** Waits for the thread to end and gives back what was not sent. */
    void close() throws InterruptedException {
        thread.join();
        for (Item item = queue.poll(); item != null; item = queue.poll()) {
            discard(item);
        }
    }

    private void discard(Item item) throws InterruptedException {
        if (item.chunk() != null) {
            item.chunk().close(inbox);
        }
    }
}
