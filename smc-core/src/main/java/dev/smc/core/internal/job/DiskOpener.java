package dev.smc.core.internal.job;

import dev.smc.api.model.DiskLocation;
import dev.smc.spi.disk.BlockSource;

/** Opens source disks and finds out what is in use of them. Thread-safe. */
public interface DiskOpener {

    /**
     * Opens a disk.
     *
     * @throws dev.smc.api.error.SourceReadException if it cannot be opened or read
     * @throws dev.smc.api.error.CorruptDiskException if the structures of its format are damaged
     */
    BlockSource open(DiskLocation location);

    /**
     * Inspects an open disk. The source belongs to what is returned; if this throws, it is closed.
     *
     * @throws dev.smc.api.error.SourceReadException if it cannot be read
     * @throws dev.smc.api.error.CorruptDiskException if its structures are damaged
     */
    OpenDisk inspect(BlockSource source);
}
