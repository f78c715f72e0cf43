package dev.smc.transfer.internal.diff;

/**
 * The next thing to do with a stretch of the disk.
 *
 * @param kind what
 * @param first its first chunk
 * @param count how many chunks, at least 1
 */
public record Step(Kind kind, long first, long count) {
    /** What to do. */
    public enum Kind {
        /** Nothing: both sides are zeros. */
        SKIP,
        /** Nothing is in use, but the receiver may hold something else than zeros. */
        ZERO,
        /** Something is in use, and the receiver has it as it was; nothing was written since. */
        KEEP,
        /** Something is in use: read it and compare. */
        READ
    }

    /** Returns this, or the part of it before a chunk. */
    public Step upTo(long chunk) {
        return end() <= chunk ? this : new Step(kind, first, chunk - first);
    }

    /** Returns the chunk behind the stretch. */
    public long end() {
        return first + count;
    }
}
