package dev.smc.core.internal.image.vmdk;

import dev.smc.api.error.CorruptDiskException;
import dev.smc.api.error.SourceReadException;
import dev.smc.core.internal.image.file.ImageFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens sparse extents of VMware's hosted products (KDMV), compressed or not. */
final class HostedExtent {
    private static final Logger LOG = LoggerFactory.getLogger(HostedExtent.class);
    private static final int SECTOR = HostedHeader.SECTOR;
    private static final long ZEROED_GRAIN = 1;

    private HostedExtent() {}

    static GrainMap open(ImageFile file, HostedHeader header, int cachedTables) {
        if (header.capacity() == 0) {
            throw new CorruptDiskException(file.location(), 12, "an extent of capacity 0", "a capacity of sectors");
        }
        GrainLayout layout = new GrainLayout(
                header.capacity() * SECTOR,
                Long.numberOfTrailingZeros(header.grainSize() * SECTOR),
                header.tableEntries(),
                Integer.BYTES);
        boolean zeroedGrains = header.hasZeroedGrains();
        return new GrainMap(
                file,
                layout,
                directory(file, header, layout),
                entry -> position(entry, zeroedGrains),
                cachedTables,
                header.compressed() ? new GrainDecompressor(file, layout, header.hasMarkers()) : null);
    }

    private static long position(long entry, boolean zeroedGrains) {
        if (entry == ZEROED_GRAIN) {
            return zeroedGrains ? GrainMap.ZERO : GrainMap.INVALID;
        }
        return entry * SECTOR;
    }

    private static long[] directory(ImageFile file, HostedHeader header, GrainLayout layout) {
        try {
            return directory(file, header.directory(), layout);
        } catch (CorruptDiskException | SourceReadException e) {
            if (!header.hasRedundantDirectory()) {
                throw e;
            }
            LOG.warn("{}; its redundant directory is used instead", e.getMessage());
            return directory(file, header.redundantDirectory(), layout);
        }
    }

    private static long[] directory(ImageFile file, long sector, GrainLayout layout) {
        if (sector == 0) {
            throw new CorruptDiskException(file.location(), 56, "a grain directory at sector 0", "the sector of one");
        }
        return GrainDirectory.read(file, layout, sector * SECTOR, Integer.BYTES, entry -> entry * SECTOR);
    }
}
