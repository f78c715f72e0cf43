package dev.smc.transfer.internal.wire;

/** Sizes both sides agree on. */
public final class Limits {
    /** Raw bytes after which the receiver acknowledges. */
    public static final long COMMIT_BYTES = 16L << 20;
    /** Raw bytes that the sender has unacknowledged at most. */
    public static final long IN_FLIGHT_BYTES = 48L << 20;

    private Limits() {}
}
