package dev.smc.transfer.internal.sender;

import dev.smc.transfer.internal.chunk.ChunkGrid;
import dev.smc.transfer.internal.chunk.RootDigest;
import dev.smc.transfer.internal.wire.WireErrors;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The spans of a disk, given to the streams in order, and the root digest of those that are through. A failure of any stream that
 * ends the call is kept here. Thread-safe.
 */
final class Spans {
    private final LongConsumer settledBytes;
    private final boolean distrusted;
    private final Deque<Span> returned = new ArrayDeque<>();
    /** What is through and not yet in the root, by its first span. */
    private final TreeMap<Long, Through> through = new TreeMap<>();

    private @Nullable ChunkGrid grid;
    private @Nullable RootDigest root;
    private byte @Nullable [] rootDigest;
    private long count = Long.MAX_VALUE;
    private long next;
    private long rooted;
    private int taken;
    private @Nullable RuntimeException failure;

    /** A span with its digest, or many of zeros, which have none. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Through(long count, byte @Nullable [] digest) {}

    /** Starts at the front; {@code settledBytes} is told of bytes in use that are settled, {@code distrusted} believes nothing. */
    Spans(LongConsumer settledBytes, boolean distrusted) {
        this.settledBytes = settledBytes;
        this.distrusted = distrusted;
    }

    /** Takes note of how the receiver cuts the disk; before anything else. */
    synchronized void cut(ChunkGrid found) {
        if (grid == null) {
            grid = found;
            root = new RootDigest(found);
            count = found.spans();
        } else if (!grid.equals(found)) {
            throw WireErrors.violation("the receiver cuts the disk as " + found + ", and did as " + grid);
        }
    }

    /** Returns the next span to work at, or null if there is none now. */
    synchronized @Nullable Span poll() {
        requireNoFailure();
        Span span = returned.poll();
        if (span == null && next < count) {
            span = new Span(next++, settledBytes);
            if (distrusted) {
                span.distrust();
            }
        }
        taken += span == null ? 0 : 1;
        return span;
    }

    /** Waits, for at most a tenth of a second, while there is no span to work at and others may still come back. */
    @SuppressWarnings("WaitNotInLoop") // callers loop over their own condition
    synchronized void await() throws InterruptedException {
        if (returned.isEmpty() && !isThrough()) {
            wait(100);
        }
        requireNoFailure();
    }

    /** Returns whether there is a span to take. */
    synchronized boolean hasMore() {
        return next < count || !returned.isEmpty();
    }

    /** Returns whether all spans are through. */
    synchronized boolean isThrough() {
        return next >= count && taken == 0 && returned.isEmpty();
    }

    /** Passes over spans before {@code end} that nobody has taken: both sides are zeros there. */
    synchronized void passOver(long end) {
        if (end > next) {
            add(next, new Through(end - next, null));
            next = end;
            notifyAll();
        }
    }

    /** Takes note that a span is through. */
    synchronized void through(Span span, byte[] digest) {
        taken--;
        add(span.number(), new Through(1, digest));
        notifyAll();
    }

    private void add(long first, Through what) {
        RootDigest digest = Objects.requireNonNull(root, "cut");
        through.put(first, what);
        for (Through ready = through.remove(rooted); ready != null; ready = through.remove(rooted)) {
            if (ready.digest() == null) {
                digest.addZeroSpans(ready.count());
            } else {
                digest.addSpan(ready.digest());
            }
            rooted += ready.count();
        }
    }

    /** Takes a span back, for any stream to begin it again. */
    synchronized void giveBack(Span span) {
        taken--;
        returned.add(span);
        notifyAll();
    }

    /** Ends the call, for the first reason that is given. */
    synchronized void fail(RuntimeException e) {
        failure = failure == null ? e : failure;
        notifyAll();
    }

    synchronized void requireNoFailure() {
        if (failure != null) {
            throw failure;
        }
    }

    /** Returns the root digest; all spans must be through. */
    synchronized byte[] root() {
        if (rootDigest == null) { // asked for again where the connection broke over the receiver's verdict
            rootDigest = Objects.requireNonNull(root, "cut").finish();
        }
        return rootDigest;
    }
}
