package dev.smc.transfer.internal.wire;

import dev.smc.transfer.internal.chunk.ChunkGrid;
import dev.smc.transfer.internal.compress.Codec;
import dev.smc.transfer.internal.compress.Compressor;
import java.lang.ref.SoftReference;
import java.nio.ByteBuffer;
import java.util.Deque;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A bounded number of pairs of direct buffers, allocated when first needed and shared by all streams of a channel: the bound on its
 * memory. Each stream has a {@link Share}, so that one that is stuck leaves enough to the others. Once closed, its pairs are kept for the next one, as long as the process is not short of memory: direct buffers are freed
 * no sooner than the collector comes by, which a process that makes little garbage may not see for long. Thread-safe.
 */
public final class Buffers implements AutoCloseable {
    private static final int PAGE = 4096;
    private static final int HEADROOM = PAGE;
    private static final int MIN_PAIRS = 12;
    private static final int MAX_PAIRS = 24;
    private static final int PAIRS_A_SHARE = 4;
    /** Most pairs of a share: what keeps the workers of a small machine busy. */
    private static final int MAX_SHARE = 12;

    private static final long PATIENCE_MILLIS = 1000;

    private static final Queue<SoftReference<Pair>> SPARE = new ConcurrentLinkedQueue<>();

    private final Permits untaken = new Permits(MIN_PAIRS);
    private final Deque<Pair> free = new ConcurrentLinkedDeque<>();
    private int shares;
    private int pairs = MIN_PAIRS;

    /** A semaphore whose permits can be taken back. */
    private static final class Permits extends Semaphore {
        private static final long serialVersionUID = 1L;

        Permits(int permits) {
            super(permits);
        }

        void change(int by) {
            if (by > 0) {
                release(by);
            } else {
                reducePermits(-by);
            }
        }
    }

    /** What one stream may take of the pairs. Thread-safe. */
    public final class Share implements AutoCloseable {
        private final Semaphore untakenOfShare;
        private volatile @Nullable Pair reserve;

        private Share(int size) {
            untakenOfShare = new Semaphore(size);
        }

        /** Takes a pair, or returns null if none became free in some milliseconds. */
        public @Nullable Pair poll(long millis) throws InterruptedException {
            if (!untakenOfShare.tryAcquire(millis, TimeUnit.MILLISECONDS)) {
                return null;
            }
            Pair pair = null;
            try {
                pair = Buffers.this.poll(millis);
            } finally {
                if (pair == null) {
                    untakenOfShare.release();
                }
            }
            return pair;
        }

        /** Takes a pair, for which it waits. */
        public Pair take() throws InterruptedException {
            return waitFor(this::poll);
        }

        /** Returns a pair that does not count among the others, always the same one: for what the holders of all others wait for. */
        public Pair reserve() {
            Pair pair = reserve == null ? spareOrNew() : reserve;
            reserve = pair;
            return pair;
        }

        /** Gives a pair back. */
        public void release(Pair pair) {
            if (pair != reserve) {
                Buffers.this.release(pair);
                untakenOfShare.release();
            }
        }

        /** Ends the stream's part; it must have given all pairs back. */
        @Override
        public void close() {
            resize(-1);
            if (reserve != null) {
                SPARE.add(new SoftReference<>(reserve));
            }
        }
    }

    /**
     * A buffer for the bytes of a chunk and one for their encoded form. Both start on a page, unaligned reads being slow, behind some
     * room for a frame, so that frame and bytes are sent in one piece.
     */
    public static final class Pair {
        private final ByteBuffer rawWhole = aligned(HEADROOM + ChunkGrid.MAX_CHUNK_SIZE);
        private final ByteBuffer packedWhole = aligned(HEADROOM + Compressor.bound(ChunkGrid.MAX_CHUNK_SIZE));
        private final ByteBuffer raw = rawWhole.slice(HEADROOM, rawWhole.capacity() - HEADROOM);
        private final ByteBuffer packed = packedWhole.slice(HEADROOM, packedWhole.capacity() - HEADROOM);

        /** Returns the buffer of a chunk's bytes. */
        public ByteBuffer raw() {
            return raw;
        }

        /** Returns the buffer of encoded bytes. */
        public ByteBuffer packed() {
            return packed;
        }

        /** Puts the frame before its encoded bytes, the first ones of one of the buffers, and returns both in one piece. */
        public ByteBuffer behind(DataHeader header) {
            ByteBuffer whole = header.codec() == Codec.STORED ? rawWhole : packedWhole;
            int start = HEADROOM - DataHeader.FRAME;
            header.putFrame(whole.clear().position(start));
            return whole.position(start).limit(HEADROOM + header.encodedLength());
        }
    }

    /** Returns the share of one stream of several that carry the same disk. */
    public Share share(int streams) {
        resize(1);
        return new Share(Math.max(PAIRS_A_SHARE, MAX_SHARE / streams));
    }

    private synchronized void resize(int more) {
        shares += more;
        int wanted = Math.min(MAX_PAIRS, Math.max(MIN_PAIRS, PAIRS_A_SHARE * shares));
        untaken.change(wanted - pairs);
        pairs = wanted;
    }

    @Nullable
    Pair poll(long millis) throws InterruptedException {
        if (!untaken.tryAcquire(millis, TimeUnit.MILLISECONDS)) {
            return null;
        }
        Pair pair = free.pollFirst(); // the last one given back: its memory is in the caches
        try {
            pair = pair == null ? spareOrNew() : pair;
            return pair;
        } finally {
            if (pair == null) { // out of memory
                untaken.release();
            }
        }
    }

    /** Takes a pair for something short, for which it waits. */
    public Pair take() throws InterruptedException {
        return waitFor(this::poll);
    }

    private interface Poll {
        @Nullable
        Pair poll(long millis) throws InterruptedException;
    }

    private static Pair waitFor(Poll poll) throws InterruptedException {
        Pair pair = poll.poll(PATIENCE_MILLIS);
        while (pair == null) {
            pair = poll.poll(PATIENCE_MILLIS);
        }
        return pair;
    }

    private static Pair spareOrNew() {
        for (SoftReference<Pair> spare = SPARE.poll(); spare != null; spare = SPARE.poll()) {
            Pair pair = spare.get();
            if (pair != null) {
                return pair;
            }
        }
        return new Pair();
    }

    /** Gives a pair back. */
    public void release(Pair pair) {
        free.addFirst(pair);
        untaken.release();
    }

    /** Gives the memory up; nobody may take or hold a pair any more. */
    @Override
    public void close() {
        for (Pair pair = free.poll(); pair != null; pair = free.poll()) {
            SPARE.add(new SoftReference<>(pair));
        }
    }

    private static ByteBuffer aligned(int size) {
        int rounded = (size + PAGE - 1) / PAGE * PAGE;
        return ByteBuffer.allocateDirect(rounded + PAGE).alignedSlice(PAGE).slice(0, rounded);
    }
}
