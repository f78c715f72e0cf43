package dev.smc.api.model;

/** What a cloud resource is. */
public enum ResourceType {
    /** A temporary disk that a source disk is replicated to. */
    DISK,
    /** The intermediate instance that receives the data. */
    INSTANCE,
    /** A snapshot of a temporary disk. */
    SNAPSHOT,
    /** A custom image: what a job is for, so it is never released with the job. */
    IMAGE
}
