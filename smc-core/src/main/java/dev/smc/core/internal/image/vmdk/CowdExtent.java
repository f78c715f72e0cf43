package dev.smc.core.internal.image.vmdk;

import dev.smc.api.error.CorruptDiskException;
import dev.smc.core.internal.image.file.ImageErrors;
import dev.smc.core.internal.image.file.ImageFile;
import java.nio.ByteBuffer;

/** Opens sparse extents of ESX servers up to 6.0 (COWD): snapshots of the kind vmfsSparse. */
final class CowdExtent {
    static final int MAGIC = 0x44574f43;

    private static final int SECTOR = HostedHeader.SECTOR;
    private static final int HEADER_BYTES = 32;
    private static final int TABLE_ENTRIES = 4096;
    private static final long LARGEST_GRAIN = (16 << 20) / SECTOR;

    private CowdExtent() {}

    static GrainMap open(ImageFile file, int cachedTables) {
        ByteBuffer header = SparseExtents.read(file, 0, HEADER_BYTES);
        int version = header.getInt(4);
        if (version != 1) {
            throw ImageErrors.unsupportedFormat(
                    file.location(), "VMDK (COWD version " + Integer.toUnsignedString(version) + ")");
        }
        long capacity = Integer.toUnsignedLong(header.getInt(12));
        long grainSize = Integer.toUnsignedLong(header.getInt(16));
        if (capacity == 0) {
            throw new CorruptDiskException(file.location(), 12, "capacity 0", "a capacity of sectors");
        }
        if (grainSize > LARGEST_GRAIN || Long.bitCount(grainSize) != 1) {
            throw new CorruptDiskException(
                    file.location(),
                    16,
                    "grain size " + grainSize + " sectors",
                    "a power of two up to " + LARGEST_GRAIN);
        }
        GrainLayout layout = new GrainLayout(
                capacity * SECTOR, Long.numberOfTrailingZeros(grainSize * SECTOR), TABLE_ENTRIES, Integer.BYTES);
        long entries = Integer.toUnsignedLong(header.getInt(24));
        if (entries < layout.tables()) {
            throw new CorruptDiskException(
                    file.location(),
                    24,
                    "a grain directory of " + entries + " entries",
                    "at least " + layout.tables() + " for " + capacity + " sectors");
        }
        long directory = Integer.toUnsignedLong(header.getInt(20)) * SECTOR;
        return new GrainMap(
                file,
                layout,
                GrainDirectory.read(file, layout, directory, Integer.BYTES, entry -> entry * SECTOR),
                entry -> entry * SECTOR,
                cachedTables,
                null);
    }
}
