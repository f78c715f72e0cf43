package dev.smc.api.model;

/** What a server needs a partition for; the names are those of Alibaba Cloud SMC. */
public enum PartitionRole {
    /** Anything else. */
    NORMAL,
    /** The operating system is on it. */
    SYSTEM,
    /** The server starts from it: an EFI system partition, a BIOS boot partition, {@code /boot}, the active partition of MBR. */
    BOOT
}
