package dev.smc.transfer.internal.sender;

import dev.smc.spi.transport.TransferObserver;
import dev.smc.transfer.internal.chunk.ChunkGrid;
import dev.smc.transfer.internal.chunk.RootDigest;
import dev.smc.transfer.internal.diff.KnownChunks;
import dev.smc.transfer.internal.diff.Step;
import dev.smc.transfer.internal.wire.Buffers;
import dev.smc.transfer.internal.wire.FrameChannel;
import dev.smc.transfer.internal.wire.FrameType;
import dev.smc.transfer.internal.wire.Frames;
import java.nio.ByteBuffer;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Sends what a pass finds, in the order of the disk, from a thread of its own, and feeds the root digest. The queue before it
 * bounds how far the scan runs ahead.
 */
final class Outbox {
    private static final int AHEAD = 32;

    private final FrameChannel frames;
    private final ChunkGrid grid;
    private final Inbox inbox;
    private final InFlight inFlight;
    private final Buffers buffers;
    private final Counters counters;
    private final TransferObserver observer;
    private final LongConsumer settled;
    private final RootDigest root;
    private final BlockingQueue<Item> queue = new ArrayBlockingQueue<>(AHEAD);
    private final ByteBuffer zeroFrame = ByteBuffer.allocateDirect(Frames.HEADER + 16 + Frames.TRAILER);
    private final Thread thread;
    private long usedBytes;

    /** Something to send; exactly one of the fields is there, or none at the end of the pass. */
    private record Item(
            @Nullable Step step,
            @Nullable Kept kept,
            @Nullable Future<Segment> segment) {}

    /** A stretch that stays as the receiver has it. */
    private record Kept(Step step, KnownChunks known, long usedBytes) {}

    Outbox(
            FrameChannel frames,
            ChunkGrid grid,
            Inbox inbox,
            InFlight inFlight,
            Buffers buffers,
            Counters counters,
            TransferObserver observer,
            LongConsumer settled,
            String name) {
        this.frames = frames;
        this.grid = grid;
        this.inbox = inbox;
        this.inFlight = inFlight;
        this.buffers = buffers;
        this.counters = counters;
        this.observer = observer;
        this.settled = settled;
        this.root = inFlight.checkpoint().root().copy();
        this.usedBytes = inFlight.checkpoint().usedBytes();
        this.thread = new Thread(this::run, name);
        thread.setDaemon(true);
        thread.start();
    }

    /** Adds a step of zeros, which need no reading. */
    void add(Step step) throws InterruptedException {
        put(new Item(step, null, null));
    }

    /** Adds a step that stays as it is known, of which some bytes are in use. */
    void keep(Step step, KnownChunks known, long usedBytes) throws InterruptedException {
        put(new Item(null, new Kept(step, known, usedBytes), null));
    }

    /** Adds a segment that a worker is at. */
    void add(Future<Segment> segment) throws InterruptedException {
        put(new Item(null, null, segment));
    }

    /** Ends the pass. */
    void end() throws InterruptedException {
        put(new Item(null, null, null));
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
            passOver(item.kept());
        } else if (item.segment() != null) {
            Segment segment = result(item.segment());
            try {
                sendSegment(segment);
            } finally {
                buffers.release(segment.pair());
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
        inFlight.add(zero ? 1 : 0, 0, 0, new Checkpoint(step.end(), root.copy(), usedBytes));
        if (zero) {
            long length = grid.length(step.first(), step.count());
            SegmentEncoder.putZero(zeroFrame.clear(), grid.offset(step.first()), length);
            frames.send(zeroFrame.flip());
            counters.changed.addAndGet(length);
        }
    }

    private void passOver(Kept kept) {
        Step step = kept.step();
        kept.known().addTo(root, step.first(), step.count());
        usedBytes += kept.usedBytes();
        settled.accept(kept.usedBytes());
        inFlight.add(0, 0, 0, new Checkpoint(step.end(), root.copy(), usedBytes));
    }

    private void sendSegment(Segment segment) throws InterruptedException {
        while (!inFlight.hasRoom(segment.dataBytes())) {
            inbox.await();
        }
        segment.diff().addTo(root);
        usedBytes += segment.settledBytes() + segment.pendingBytes();
        if (segment.settledBytes() > 0) {
            settled.accept(segment.settledBytes());
        }
        long end = segment.diff().first() + segment.diff().count();
        inFlight.add(
                segment.frameCount(),
                segment.dataBytes(),
                segment.pendingBytes(),
                new Checkpoint(end, root.copy(), usedBytes));
        if (segment.frameCount() > 0) {
            frames.send(segment.pair().frames());
            counters.changed.addAndGet(segment.changedBytes());
            counters.sent.addAndGet(segment.dataBytes());
            observer.sent(segment.dataBytes());
        }
    }

    private void sendEnd() {
        byte[] digest = root.copy().finish();
        frames.send(FrameType.END, out -> out.putLong(inFlight.sentFrames()).put(digest));
    }

    private static Segment result(Future<Segment> segment) throws InterruptedException {
        try {
            return segment.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
        }
    }

    /** Returns the root digest of the pass; its end must have been sent. */
    byte[] root() {
        return root.copy().finish();
    }

    /** Waits for the thread to end and gives back what was not sent. */
    void close() throws InterruptedException {
        thread.join();
        for (Item item = queue.poll(); item != null; item = queue.poll()) {
            discard(item);
        }
    }

    private void discard(Item item) throws InterruptedException {
        if (item.segment() != null) {
            try {
                buffers.release(result(item.segment()).pair());
            } catch (RuntimeException e) {
                // its worker gave the buffers back when it failed
            }
        }
    }
}
