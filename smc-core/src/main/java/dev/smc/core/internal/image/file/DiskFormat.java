package dev.smc.core.internal.image.file;

/** The formats that can be read: disk images, and what they come packed in. */
public enum DiskFormat {
    RAW,
    QCOW2,
    VMDK,
    VDI,
    VHD,
    VHDX,
    /** An archive with disks, such as an OVA. */
    TAR,
    /** A disk or an archive, compressed. */
    GZIP,
    /** The descriptor of an appliance, with its disks beside it. */
    OVF
}
