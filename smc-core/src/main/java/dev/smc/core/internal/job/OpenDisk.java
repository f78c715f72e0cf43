package dev.smc.core.internal.job;

import dev.smc.spi.disk.AllocationMap;
import dev.smc.spi.disk.BlockSource;

/**
 * An open source disk.
 *
 * @param source the disk
 * @param used what is in use of it
 */
public record OpenDisk(BlockSource source, AllocationMap used) implements AutoCloseable {
    @Override
    public void close() {
        source.close();
    }
}
