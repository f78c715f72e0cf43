package dev.smc.core.internal.image.file;

/** The formats that can be read. */
public enum DiskFormat {
    RAW,
    QCOW2,
    VMDK
}
