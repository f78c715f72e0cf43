package dev.smc.api.model;

/** The state of a replication job. The names are Alibaba Cloud SMC's own. */
public enum JobStatus {
    /** Created, never started. */
    READY,
    /** A sync round is running; {@link ReplicationJob#phase()} says where it stands. */
    RUNNING,
    /** Stopped on request; starting it goes on where it stopped. */
    STOPPED,
    /** Failed; {@link ReplicationJob#error()} says why. Starting it goes on where it failed. */
    IN_ERROR,
    /** Between two sync rounds of a job that keeps syncing. */
    WAITING,
    /** Done; everything temporary has been released. */
    FINISHED,
    /** Past its validity; it can only be deleted. */
    EXPIRED,
    /** Being deleted; what it still holds is being released. */
    DELETING
}
