package dev.smc.transfer.internal.wire;

/**
 * Limits bytes on the wire. Tokens come at the limit's rate, at most 100 milliseconds' worth of them are saved up, and a taker may
 * run into debt by one slice, which later takers wait out. Shared by all connections of a channel. Thread-safe.
 */
public final class TokenBucket {
    private static final long SECOND = 1_000_000_000L;
    private static final long SAVED_NANOS = SECOND / 10;
    private static final long SLICE_NANOS = SECOND / 20;
    private static final int MIN_SLICE = 1024;

    private final Ticker ticker;
    private long bytesPerSecond;
    private double tokens;
    private long filledAt;

    /** Creates a bucket; a rate of 0 means no limit. */
    public TokenBucket(long bytesPerSecond, Ticker ticker) {
        this.ticker = ticker;
        limit(bytesPerSecond);
    }

    /** Returns a bucket that never limits. */
    public static TokenBucket unlimited() {
        return new TokenBucket(0, Ticker.SYSTEM);
    }

    /** Changes the rate from now on; 0 means no limit. */
    public synchronized void limit(long newBytesPerSecond) {
        bytesPerSecond = newBytesPerSecond;
        tokens = 0;
        filledAt = ticker.nanos();
    }

    /** Waits until some of the {@code wanted} bytes may be sent, and returns how many: at least 1. */
    int take(int wanted) {
        while (true) {
            long pause;
            synchronized (this) {
                if (bytesPerSecond == 0) {
                    return wanted;
                }
                fill();
                if (tokens >= 0) {
                    int slice = (int) Math.min(wanted, Math.max(MIN_SLICE, worth(SLICE_NANOS)));
                    tokens -= slice;
                    return slice;
                }
                pause = (long) Math.ceil(-tokens * SECOND / bytesPerSecond);
            }
            ticker.pause(pause);
        }
    }

    private void fill() {
        long now = ticker.nanos();
        tokens = Math.min(worth(SAVED_NANOS), tokens + (double) (now - filledAt) * bytesPerSecond / SECOND);
        filledAt = now;
    }

    private double worth(long nanos) {
        return (double) bytesPerSecond * nanos / SECOND;
    }
}
