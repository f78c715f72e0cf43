package dev.smc.api;

import dev.smc.api.model.JobStatus;
import dev.smc.api.model.ReplicationJob;
import java.time.Duration;
import java.util.Set;

/** Waits for jobs, also for those that another process runs. Thread-safe. */
public interface JobWaiter {

    /**
     * Returns the job when it is in one of the states wanted. Waiting changes nothing of the job.
     *
     * @throws dev.smc.api.error.MigrationException with the code of {@link ReplicationJob#error()} if the job fails and
     *     {@link JobStatus#IN_ERROR} is not wanted
     * @throws dev.smc.api.error.InvalidStateException if the job can no longer reach such a state, or does not in time
     */
    ReplicationJob until(String jobId, Set<JobStatus> wanted, Duration timeout);

    /** Returns the job when its round is done: {@link JobStatus#FINISHED} or {@link JobStatus#WAITING}. Throws as {@link #until}. */
    default ReplicationJob untilRoundDone(String jobId, Duration timeout) {
        return until(jobId, Set.of(JobStatus.FINISHED, JobStatus.WAITING), timeout);
    }
}
