package dev.smc.core.internal.center;

import java.time.Duration;

/** Waits. A seam for tests without waiting. */
interface Sleeper {
    /** Waits for real. */
    Sleeper SYSTEM = duration -> Thread.sleep(duration.toMillis());

    void sleep(Duration duration) throws InterruptedException;
}
