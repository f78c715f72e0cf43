package dev.smc.api.model;

/** Where a running sync round stands. The names are Alibaba Cloud SMC's own. */
public enum JobPhase {
    /** Inspecting the source, creating temporary disks and the intermediate instance. */
    PREPARING,
    /** Transferring, and verifying if asked to. */
    SYNCING,
    /** Making the image. */
    PROCESSING,
    /** Releasing what is temporary. */
    CLEANING
}
