package dev.smc.transfer.internal.sender;

import dev.smc.api.model.Bottleneck;
import dev.smc.spi.transport.TransferObserver;
import dev.smc.transfer.internal.chunk.ChunkGrid;
import dev.smc.transfer.internal.chunk.SpanDigest;
import dev.smc.transfer.internal.diff.KnownChunks;
import dev.smc.transfer.internal.diff.Step;
import dev.smc.transfer.internal.wire.FrameChannel;
import dev.smc.transfer.internal.wire.FrameType;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Sends what the walks find, in their order, from a thread of its own, and digests the spans. The queue before it bounds how far a
 * walk runs ahead.
 */
final class Outbox {
    private static final int AHEAD = 128;

    private final FrameChannel frames;
    private final ChunkGrid grid;
    private final Inbox inbox;
    private final InFlight inFlight;
    private final Counters counters;
    private final TransferObserver observer;
    private final Waits waits;
    private final Workshop workshop;
    private final BiConsumer<Span, byte[]> ended;
    private final SpanDigest digest = new SpanDigest();
    private final BlockingQueue<Item> queue = new ArrayBlockingQueue<>(AHEAD);
    private final Thread thread;

    /** Something to send of a span; exactly one of step, kept and chunk is there, or none at its end. No span: the end of all. */
    private record Item(
            @Nullable Span span,
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
            Errand errand,
            BiConsumer<Span, byte[]> ended,
            String name) {
        this.frames = frames;
        this.grid = grid;
        this.inbox = inbox;
        this.inFlight = inFlight;
        this.counters = errand.counters();
        this.observer = errand.observer();
        this.waits = errand.waits();
        this.workshop = errand.tools().workshop();
        this.ended = ended;
        this.thread = new Thread(this::run, name);
        thread.setDaemon(true);
        thread.start();
    }

    /** Adds a step of zeros, which need no reading. */
    void add(Span span, Step step) throws InterruptedException {
        put(new Item(span, step, null, null, 0));
    }

    /** Adds a step that stays as it is known, of which some bytes are in use. */
    void keep(Span span, Step step, KnownChunks known, long usedBytes) throws InterruptedException {
        put(new Item(span, null, new Kept(step, known), null, usedBytes));
    }

    /** Adds a chunk that a worker is at, of which some bytes are in use. */
    void add(Span span, OutgoingChunk chunk, long usedBytes) throws InterruptedException {
        put(new Item(span, null, null, chunk, usedBytes));
    }

    /** Ends a span. */
    void end(Span span) throws InterruptedException {
        put(new Item(span, null, null, null, 0));
    }

    /** Ends the thread, once everything is sent. */
    void end() throws InterruptedException {
        put(new Item(null, null, null, null, 0));
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
                // until the end
            }
        } catch (RuntimeException e) {
            giveUp(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Error e) {
            giveUp(new IllegalStateException(e));
            throw e;
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
        Item item = queue.poll();
        while (item == null) {
            inbox.requireOpen();
            long start = System.nanoTime();
            item = queue.poll(100, TimeUnit.MILLISECONDS);
            waits.forWorkers(System.nanoTime() - start);
        }
        return item;
    }

    private boolean send(Item item) throws InterruptedException {
        Span span = item.span();
        if (span == null) {
            return false;
        }
        if (item.step() != null) {
            sendStep(span, item.step());
        } else if (item.kept() != null) {
            passOver(span, item.kept(), item.usedBytes());
        } else if (item.chunk() != null) {
            try {
                sendChunk(span, item.chunk(), item.usedBytes());
            } finally {
                item.chunk().close(inbox);
            }
        } else {
            sendEnd(span);
        }
        return true;
    }

    private void sendStep(Span span, Step step) {
        digest.addZeros(step.count());
        boolean zero = step.kind() == Step.Kind.ZERO;
        inFlight.add(zero ? 1 : 0, 0, span, 0, step.end());
        if (zero) {
            sendZero(step.first(), step.count());
        }
    }

    private void sendZero(long first, long count) {
        long length = grid.length(first, count);
        frames.send(FrameType.ZERO, out -> out.putLong(grid.offset(first)).putLong(length));
        counters.changed.addAndGet(length);
    }

    private void passOver(Span span, Kept kept, long usedBytes) {
        Step step = kept.step();
        kept.known().addTo(digest, step.first(), step.count());
        inFlight.add(0, 0, span, usedBytes, step.end());
    }

    private void sendChunk(Span span, OutgoingChunk chunk, long usedBytes) throws InterruptedException {
        long start = System.nanoTime();
        chunk.await(inbox);
        if (chunk.resume()) {
            workshop.execute(chunk::work);
            chunk.await(inbox);
        }
        waits.forWorkers(System.nanoTime() - start);
        while (!inFlight.hasRoom(chunk.dataBytes())) {
            start = System.nanoTime();
            inbox.await();
            waits.on(Bottleneck.TARGET, System.nanoTime() - start);
        }
        if (chunk.isZero()) {
            digest.addZeros(1);
        } else {
            digest.addData(chunk.digest(), 0);
        }
        boolean kept = chunk.outcome() == OutgoingChunk.Outcome.KEEP;
        inFlight.add(kept ? 0 : 1, chunk.dataBytes(), span, usedBytes, chunk.number() + 1);
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

    private void sendEnd(Span span) {
        byte[] own = digest.finish();
        ended.accept(span, own); // before the answer can come
        frames.send(
                FrameType.END,
                out -> out.putLong(span.number()).putLong(inFlight.sentFrames()).put(own));
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
