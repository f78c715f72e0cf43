package dev.smc.core.internal.job;

import dev.smc.api.model.DiskLocation;
import dev.smc.core.internal.image.file.CopyListener;
import dev.smc.spi.disk.BlockSource;
import java.util.ArrayList;
import java.util.List;

/** Opens source disks and finds out what is in use of them. Thread-safe. */
public interface DiskOpener {

    /**
     * Returns the disks that a location leads to, the system disk first: several if it is an archive of several, else just itself,
     * also if it cannot be read.
     */
    default List<DiskLocation> disks(DiskLocation location) {
        return List.of(location);
    }

    /**
     * Opens a disk.
     *
     * @param listener is told how much of a compressed disk was unpacked, and can end that
     * @throws dev.smc.api.error.SourceReadException if it cannot be opened or read
     * @throws dev.smc.api.error.CorruptDiskException if the structures of its format are damaged
     * @throws dev.smc.api.error.TargetWriteException if it is compressed, and there is no space to unpack it
     */
    BlockSource open(DiskLocation location, CopyListener listener);

    /** As {@link #open(DiskLocation, CopyListener)}. */
    default BlockSource open(DiskLocation location) {
        return open(location, CopyListener.NONE);
    }

    /**
     * Inspects the open disks of a server: all of them together, because logical volumes span disks. The sources belong to what is
     * returned; if this throws, they are closed.
     *
     * @throws dev.smc.api.error.SourceReadException if one cannot be read
     * @throws dev.smc.api.error.CorruptDiskException if the structures of one are damaged
     */
    OpenServer inspect(List<BlockSource> sources);

    /** Opens and inspects the disks of a server, the system disk first; throws what {@link #open} and {@link #inspect} do. */
    default OpenServer openAll(List<DiskLocation> locations) {
        List<BlockSource> sources = new ArrayList<>();
        try {
            locations.forEach(location -> sources.add(open(location)));
        } catch (RuntimeException | Error e) {
            sources.forEach(BlockSource::close);
            throw e;
        }
        return inspect(sources);
    }
}
