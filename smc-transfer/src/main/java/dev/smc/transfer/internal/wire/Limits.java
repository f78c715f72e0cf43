package dev.smc.transfer.internal.wire;

/** Sizes both sides agree on. */
public final class Limits {
    /** Most raw bytes of a DATA frame. */
    public static final int SEGMENT = 1 << 20;
    /** Longest payload of a DATA frame. */
    public static final int DATA_PAYLOAD = SEGMENT + (64 << 10);
    /** Raw bytes after which the receiver acknowledges. */
    public static final long COMMIT_BYTES = 16L << 20;
    /** Raw bytes that the sender has unacknowledged at most. */
    public static final long IN_FLIGHT_BYTES = 48L << 20;

    private Limits() {}
}
