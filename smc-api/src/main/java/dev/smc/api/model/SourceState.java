package dev.smc.api.model;

/** Whether a source server can be used. The names are Alibaba Cloud SMC's own. */
public enum SourceState {
    /** A disk of it cannot be read at present. */
    UNAVAILABLE,
    /** Ready for a replication job. */
    AVAILABLE,
    /** A replication job is using it. */
    IN_USE,
    /** Being deleted. */
    DELETING
}
