package dev.smc.api.model;

/** The disk image format of an image's files. */
public enum ImageFormat {
    /** The bytes of the disk, as a sparse file. */
    RAW,
    /** QEMU copy-on-write, version 3. */
    QCOW2
}
