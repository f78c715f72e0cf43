package dev.smc.api.model;

/** How a logical volume lays its bytes out. */
public enum VolumeType {
    /** One range of physical extents after the other. */
    LINEAR,
    /** Stripes over several physical volumes. */
    STRIPED,
    /** Several equal copies. */
    MIRRORED,
    /** Any level of RAID that LVM2 leaves to MD. */
    RAID,
    /** What thin volumes take their blocks from. */
    THIN_POOL,
    /** A volume whose blocks are in a thin pool. */
    THIN,
    /** The old blocks of a volume that has changed since, kept in a store of exceptions. */
    SNAPSHOT,
    /** A volume with a cache in front of it, or that cache. */
    CACHE,
    /** A volume that is deduplicated and compressed, or the pool that holds it. */
    VDO,
    /** Anything else, or layouts mixed. */
    OTHER
}
