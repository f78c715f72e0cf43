package dev.smc.core.internal.job;

import dev.smc.api.model.DiskLayout;
import dev.smc.spi.disk.AllocationMap;
import dev.smc.spi.disk.BlockSource;

/**
 * An open source disk.
 *
 * @param source the disk
 * @param layout what was found on it
 * @param used what is in use of it
 */
public record OpenDisk(BlockSource source, DiskLayout layout, AllocationMap used) implements AutoCloseable {
    @Override
    public void close() {
        source.close();
    }
}
