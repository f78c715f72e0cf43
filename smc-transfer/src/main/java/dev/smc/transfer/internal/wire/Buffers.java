package dev.smc.transfer.internal.wire;

import dev.smc.transfer.internal.compress.Compressor;
import java.nio.ByteBuffer;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A fixed number of pairs of direct buffers, allocated when first needed and shared by all disks of a channel: the bound on its
 * memory. Thread-safe.
 */
public final class Buffers {
    private static final int PAGE = 4096;
    private static final int PAIRS = 8;

    private final BlockingQueue<Slot> free = new ArrayBlockingQueue<>(PAIRS);

    /** Creates the pool. */
    public Buffers() {
        for (int i = 0; i < PAIRS; i++) {
            free.add(new Slot());
        }
    }

    private static final class Slot {
        private @Nullable Pair pair;

        Pair get() {
            if (pair == null) {
                pair = new Pair(this);
            }
            return pair;
        }
    }

    /** A buffer for a segment and one for the frames it becomes, or came in. Both start on a page: unaligned reads are slow. */
    public static final class Pair {
        private final Slot slot;
        private final ByteBuffer raw = aligned(Limits.SEGMENT);
        private final ByteBuffer frames = aligned(Compressor.bound(Limits.SEGMENT) + (128 << 10));

        private Pair(Slot slot) {
            this.slot = slot;
        }

        /** Returns the buffer of a segment's bytes. */
        public ByteBuffer raw() {
            return raw;
        }

        /** Returns the buffer of frames. */
        public ByteBuffer frames() {
            return frames;
        }
    }

    /** Takes a pair, or returns null if none became free in some milliseconds. */
    public @Nullable Pair poll(long millis) throws InterruptedException {
        Slot slot = free.poll(millis, TimeUnit.MILLISECONDS);
        return slot == null ? null : slot.get();
    }

    /** Gives a pair back. */
    public void release(Pair pair) {
        free.add(pair.slot);
    }

    private static ByteBuffer aligned(int size) {
        int rounded = (size + PAGE - 1) / PAGE * PAGE;
        return ByteBuffer.allocateDirect(rounded + PAGE).alignedSlice(PAGE).slice(0, rounded);
    }
}
