package dev.smc.spi.disk;

import dev.smc.api.model.DiskLocation;
import java.util.Optional;

/**
 * Opens disks of some kind of location. Found by {@link java.util.ServiceLoader}, or handed to
 * {@link dev.smc.api.MigrationCenter.Builder#addSourceFactory}; those handed in are asked first.
 */
public interface BlockSourceFactory {

    /**
     * Opens the disk at a location, or returns empty if this factory does not know that kind of location.
     *
     * @throws dev.smc.api.error.SourceReadException if the kind is known but the disk cannot be opened
     * @throws dev.smc.api.error.CorruptDiskException if its format's structures are damaged
     */
    Optional<BlockSource> open(DiskLocation location);
}
