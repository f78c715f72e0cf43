package dev.smc.core.internal.center;

import dev.smc.api.JobWaiter;
import dev.smc.api.error.ErrorCode;
import dev.smc.api.error.InvalidStateException;
import dev.smc.api.error.MigrationException;
import dev.smc.api.model.JobStatus;
import dev.smc.api.model.ReplicationJob;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Function;
import java.util.function.LongSupplier;

/** Looks at a job again and again, as it may run in another process. */
final class PollingWaiter implements JobWaiter {
    private static final Duration PAUSE = Duration.ofMillis(100);

    private final Function<String, ReplicationJob> jobs;
    private final LongSupplier ticker;
    private final Sleeper sleeper;

    PollingWaiter(Function<String, ReplicationJob> jobs, LongSupplier ticker, Sleeper sleeper) {
        this.jobs = jobs;
        this.ticker = ticker;
        this.sleeper = sleeper;
    }

    @Override
    public ReplicationJob until(String jobId, Set<JobStatus> wanted, Duration timeout) {
        long begin = ticker.getAsLong();
        while (true) {
            ReplicationJob job = jobs.apply(jobId);
            if (wanted.contains(job.status())) {
                return job;
            }
            job.error().ifPresent(error -> {
                throw new MigrationException(error.code(), error.message(), "").forJob(jobId);
            });
            if (reachable(job.status()).stream().noneMatch(wanted::contains)) {
                throw refused(job, wanted, "and can no longer be");
            }
            Duration left = timeout.minusNanos(ticker.getAsLong() - begin);
            if (left.isNegative() || left.isZero()) {
                throw refused(job, wanted, "and in " + timeout + " did not become");
            }
            pause(left.compareTo(PAUSE) < 0 ? left : PAUSE, jobId);
        }
    }

    private static Set<JobStatus> reachable(JobStatus from) {
        return switch (from) {
            case FINISHED, EXPIRED, DELETING -> EnumSet.of(JobStatus.DELETING);
            default -> EnumSet.complementOf(EnumSet.of(JobStatus.READY));
        };
    }

    private static MigrationException refused(ReplicationJob job, Set<JobStatus> wanted, String what) {
        return new InvalidStateException(
                        ErrorCode.INVALID_STATE,
                        "job " + job.id() + " is " + job.status() + " " + what + " one of " + wanted,
                        "look at the job")
                .forJob(job.id());
    }

    private void pause(Duration duration, String jobId) {
        try {
            sleeper.sleep(duration);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InvalidStateException(
                    ErrorCode.STOPPED, "waiting for job " + jobId + " was interrupted", "wait again", e);
        }
    }
}
