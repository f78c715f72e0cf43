package dev.smc.core.internal.job;

import dev.smc.api.error.ErrorCode;
import dev.smc.api.error.InvalidStateException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/** Tells a run to end early, and why; the first reason counts. Thread-safe. */
final class StopSignal {
    /** Why a run ends early. */
    enum Reason {
        /** A user asked for it. */
        STOPPED,
        /** The centre closes; the job stays marked as running. */
        CLOSING,
        /** The job may belong to another node. */
        LEASE_LOST
    }

    private final String jobId;
    private final AtomicReference<Reason> reason = new AtomicReference<>();
    private final CountDownLatch given = new CountDownLatch(1);

    StopSignal(String jobId) {
        this.jobId = jobId;
    }

    void give(Reason why) {
        reason.compareAndSet(null, why);
        given.countDown();
    }

    Optional<Reason> reason() {
        return Optional.ofNullable(reason.get());
    }

    /** Throws if the run is to end. */
    void check() {
        Reason why = reason.get();
        if (why != null) {
            throw error(why);
        }
    }

    /** Waits, and throws as soon as the run is to end. */
    void pause(Duration duration) {
        try {
            given.await(duration.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            // Whoever interrupts a thread of the engine shuts its executor down.
            Thread.currentThread().interrupt();
            give(Reason.CLOSING);
        }
        check();
    }

    private InvalidStateException error(Reason why) {
        return switch (why) {
            case STOPPED ->
                new InvalidStateException(
                        ErrorCode.STOPPED, "job " + jobId + " was stopped", "start it to go on where it stopped");
            case CLOSING ->
                new InvalidStateException(
                        ErrorCode.STOPPED,
                        "job " + jobId + " was interrupted because its centre closes",
                        "open the centre again and resume its jobs");
            case LEASE_LOST ->
                new InvalidStateException(
                        ErrorCode.LEASE_LOST,
                        "the lease on job " + jobId + " could not be kept, so its work here was stopped",
                        "another centre goes on with it, or start it again");
        };
    }
}
