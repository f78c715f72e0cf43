package dev.smc.transfer.internal.sender;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How often, and after which pauses, a broken connection is opened again.
 *
 * @param tries in a row without progress
 * @param patience for how long without progress a machine may be out of reach, however often that was tried
 * @param first pause
 * @param longest pause
 */
record RetryPolicy(int tries, Duration patience, Duration first, Duration longest) {
    static final RetryPolicy DEFAULT =
            new RetryPolicy(6, Duration.ofMinutes(10), Duration.ofMillis(250), Duration.ofSeconds(8));

    /** Returns the pause after a number of failures, at least 1: doubling, and shortened by up to a half at random. */
    Duration pause(int failures, RandomGenerator random) {
        long doubled = first.toNanos() << Math.min(failures - 1, 20);
        long nanos = Math.min(doubled, longest.toNanos());
        return Duration.ofNanos(nanos - random.nextLong(nanos / 2 + 1));
    }
}
