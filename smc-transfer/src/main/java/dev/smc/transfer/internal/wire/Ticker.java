package dev.smc.transfer.internal.wire;

import java.util.concurrent.locks.LockSupport;

/** Elapsed time, and waiting for it to pass: a seam for tests. */
public interface Ticker {
    /** Real time. */
    Ticker SYSTEM = new Ticker() {
        @Override
        public long nanos() {
            return System.nanoTime();
        }

        @Override
        public void pause(long nanos) {
            LockSupport.parkNanos(nanos);
        }
    };

    /** Returns the nanoseconds since some fixed instant. */
    long nanos();

    /** Waits about that long; it may return early. */
    void pause(long nanos);
}
