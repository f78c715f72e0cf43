package dev.smc.api.model;

/** The kind of partition table on a disk. */
public enum PartitionTable {
    /** Master boot record. */
    MBR,
    /** GUID partition table. */
    GPT,
    /** None: the disk holds one file system, or something unknown, as a whole. */
    NONE
}
