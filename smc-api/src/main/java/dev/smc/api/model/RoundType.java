package dev.smc.api.model;

/** What a sync round compares with. */
public enum RoundType {
    /** The first round: everything in use is sent. */
    FULL,
    /** A later round: what differs from the round before is sent. */
    INCREMENTAL
}
