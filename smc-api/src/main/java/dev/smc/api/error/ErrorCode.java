package dev.smc.api.error;

/** Every kind of failure. Codes are stable: a release may add some and removes none. */
public enum ErrorCode {
    /** A specification breaks a rule; see {@link InvalidSpecException#violations()}. */
    INVALID_SPEC(false),
    /** No source server, job, image or disk of that id. */
    NOT_FOUND(false),
    /** What was asked for is not allowed in the present state. */
    INVALID_STATE(false),
    /** The home directory or its store cannot be used, or was written by a newer release. */
    STORE_UNUSABLE(false),
    /** A source disk cannot be opened or read. */
    SOURCE_UNREADABLE(true),
    /** A source disk is shorter than its own structures, or than it was, says. */
    SOURCE_TRUNCATED(false),
    /** A source disk has another size than in the round before. */
    SOURCE_RESIZED(false),
    /** The partitions of a source disk are others than when a plan for them was made. */
    SOURCE_REPARTITIONED(false),
    /** A structure on a disk contradicts itself or its format. */
    DISK_CORRUPT(false),
    /** A disk uses a feature that is not supported, such as encryption. */
    DISK_UNSUPPORTED(false),
    /** A target disk cannot be written. */
    TARGET_UNWRITABLE(true),
    /** There is no space left for a target disk or an image. */
    TARGET_FULL(false),
    /** The connection broke or went silent. */
    CONNECTION_LOST(true),
    /** Bytes changed on their way. */
    FRAME_CORRUPT(true),
    /** The other side's certificate or proof is not the one of this job. */
    PEER_UNTRUSTED(false),
    /** The other side speaks no common version of the protocol, or breaks it. */
    PROTOCOL_VIOLATION(false),
    /** A newer owner has taken over the job. */
    STALE_EPOCH(false),
    /** The lease on the job was lost, so its work here was stopped. */
    LEASE_LOST(true),
    /** The target does not read back as what was sent, also after repair. */
    VERIFICATION_FAILED(true),
    /** The receiver's own record of a disk is damaged. */
    MANIFEST_CORRUPT(false),
    /** A call to the cloud failed. */
    CLOUD_FAILED(true),
    /** A cloud resource of the job is gone. */
    RESOURCE_LOST(true),
    /** The files of a guest cannot be edited; its disks are as they were. */
    ADAPTATION_FAILED(false),
    /** The work was stopped or cancelled on request. */
    STOPPED(true),
    /** A defect of this library. */
    INTERNAL(false);

    private final boolean retryable;

    ErrorCode(boolean retryable) {
        this.retryable = retryable;
    }

    /** Returns whether doing the same again, with nothing changed by hand, can succeed. */
    public boolean retryable() {
        return retryable;
    }
}
