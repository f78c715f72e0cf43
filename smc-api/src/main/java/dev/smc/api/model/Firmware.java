package dev.smc.api.model;

/** What starts the guest. */
public enum Firmware {
    /** A boot sector. */
    BIOS,
    /** An EFI system partition. */
    UEFI,
    /** Neither was found. */
    UNKNOWN
}
