package dev.smc.api;

import dev.smc.api.model.JobSpec;
import dev.smc.api.model.JobStatus;
import dev.smc.api.model.ReplicationJob;
import dev.smc.api.model.TargetLayout;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The replication jobs. Thread-safe. Every method that takes a job's id throws {@link dev.smc.api.error.InvalidStateException}
 * with code {@code NOT_FOUND} if there is no such job.
 */
public interface Jobs {

    /**
     * Creates a job in state {@link JobStatus#READY}. Nothing is created in a cloud.
     *
     * @throws dev.smc.api.error.InvalidSpecException if the specification breaks rules, the name is taken, the source or the
     *     region is unknown, or the source has an unfinished job
     */
    ReplicationJob create(JobSpec spec);

    /** As {@link #create(JobSpec)}. */
    default ReplicationJob create(Consumer<JobSpec.Builder> spec) {
        return create(JobSpec.of(spec));
    }

    /**
     * Returns what a job would make of the disks of its source, with its partition plan carried out. Creates nothing; name and source
     * may be in use.
     *
     * @throws dev.smc.api.error.InvalidSpecException if the source or the region is unknown, or the plan cannot be carried out; it
     *     names everything that is wrong with the plan
     */
    TargetLayout preview(JobSpec spec);

    /** As {@link #preview(JobSpec)}. */
    default TargetLayout preview(Consumer<JobSpec.Builder> spec) {
        return preview(JobSpec.of(spec));
    }

    /** Returns a job as it stands. */
    ReplicationJob get(String jobId);

    /** Returns all jobs as they stand, oldest first. */
    List<ReplicationJob> list();

    /**
     * Starts a sync round: the first of a {@link JobStatus#READY} job, the next of a {@link JobStatus#WAITING} one; or goes on
     * with the round of a {@link JobStatus#STOPPED} or {@link JobStatus#IN_ERROR} job, or of a {@link JobStatus#RUNNING} one
     * whose process died. Returns at once.
     *
     * @throws dev.smc.api.error.InvalidStateException if the job is in another state, or runs elsewhere
     */
    Replication start(String jobId);

    /** Goes on with every job that was running when its process died. Returns their handles. */
    List<Replication> resume();

    /** Returns the handle of a job that runs in this centre. */
    Optional<Replication> running(String jobId);

    /**
     * Releases everything temporary that a job holds, and forgets it. Its images stay.
     *
     * @throws dev.smc.api.error.InvalidStateException if the job is running
     * @throws dev.smc.api.error.CloudException if something cannot be released; the job stays, in state
     *     {@link JobStatus#DELETING}, and can be deleted again
     */
    void delete(String jobId);

    /** Returns what waits for jobs, wherever they run. */
    JobWaiter waiter();
}
