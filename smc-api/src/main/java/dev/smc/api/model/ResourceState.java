package dev.smc.api.model;

/** Where a resource stands in the ledger. */
public enum ResourceState {
    /** Written down before the call that creates it; it may or may not exist. */
    INTENDED,
    /** Exists. */
    CREATED,
    /** Released, and seen to be gone. */
    RELEASED
}
