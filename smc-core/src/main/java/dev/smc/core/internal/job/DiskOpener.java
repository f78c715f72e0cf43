package dev.smc.core.internal.job;

import dev.smc.api.model.DiskLocation;

/** Opens source disks and finds out what is in use of them. Thread-safe. */
public interface DiskOpener {

    /**
     * Opens and inspects a disk.
     *
     * @throws dev.smc.api.error.SourceReadException if it cannot be opened or read
     * @throws dev.smc.api.error.CorruptDiskException if its structures are damaged
     */
    OpenDisk open(DiskLocation location);
}
