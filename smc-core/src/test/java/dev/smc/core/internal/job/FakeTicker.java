package dev.smc.core.internal.job;

import java.time.Duration;
import java.util.function.LongSupplier;

/** A ticker that moves when told to. */
final class FakeTicker implements LongSupplier {
    private volatile long now = 1_000_000_000_000L;

    @Override
    public long getAsLong() {
        return now;
    }

    synchronized void advance(Duration duration) {
        now += duration.toNanos();
    }
}
