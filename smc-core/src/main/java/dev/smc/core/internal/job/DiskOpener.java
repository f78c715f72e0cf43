package dev.smc.core.internal.job;

import dev.smc.api.model.DiskLocation;
import dev.smc.spi.disk.BlockSource;
import java.util.List;

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
     * Inspects the open disks of a server: all of them together, because logical volumes span disks. The sources belong to what is
     * returned; if this throws, they are closed.
     *
     * @throws dev.smc.api.error.SourceReadException if one cannot be read
     * @throws dev.smc.api.error.CorruptDiskException if the structures of one are damaged
     */
    OpenServer inspect(List<BlockSource> sources);
}
