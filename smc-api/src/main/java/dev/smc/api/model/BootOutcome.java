package dev.smc.api.model;

/** What came of starting disks in a virtual machine. */
public enum BootOutcome {
    /** The guest came up. */
    BOOTED,
    /** The guest did not come up. */
    FAILED,
    /** Nothing is known: it could not be tried here, or was ended before the guest had come up or failed. */
    NOT_MADE
}
