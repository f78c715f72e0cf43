package dev.smc.core.internal.image.vmdk;

import dev.smc.api.error.CorruptDiskException;
import dev.smc.core.internal.image.file.ImageErrors;
import dev.smc.core.internal.image.file.ImageFile;
import java.nio.ByteBuffer;

/**
 * Opens space-efficient sparse extents: snapshots of ESXi from 6.5 on. VMware does not document them; this is what QEMU knows,
 * and like QEMU it refuses whatever else it meets:
 *
 * <pre>
 * const header | ... | volatile header | ... | grain directory | grain tables | ... | grains
 * </pre>
 *
 * <p>All numbers are of 64 bits. The upper four bits of an entry say what it is.
 */
final class SeSparseExtent {
    static final int MAGIC = 0xcafebabe;

    private static final int VOLATILE_MAGIC = 0xcafecafe;
    private static final int SECTOR = HostedHeader.SECTOR;
    private static final long VERSION = 0x2_0000_0001L;
    private static final int GRAIN_SECTORS = 8;
    private static final int TABLE_SECTORS = 64;
    private static final int TABLE_BYTES = TABLE_SECTORS * SECTOR;
    private static final int KIND_SHIFT = 60;
    private static final int TABLE_ALLOCATED = 1;
    private static final int GRAIN_UNMAPPED = 1;
    private static final int GRAIN_ZERO = 2;
    private static final int GRAIN_ALLOCATED = 3;

    private static final int CAPACITY = 16;
    private static final int FIRST_RESERVED = 48;
    private static final int VOLATILE_HEADER = 80;
    private static final int DIRECTORY = 128;
    private static final int DIRECTORY_SIZE = 136;
    private static final int TABLES = 144;
    private static final int GRAINS = 192;
    private static final int PADDING = 208;

    private final ImageFile file;
    private final ByteBuffer header;

    private SeSparseExtent(ImageFile file) {
        this.file = file;
        this.header = SparseExtents.read(file, 0, SECTOR);
    }

    static GrainMap open(ImageFile file, int cachedTables) {
        return new SeSparseExtent(file).open(cachedTables);
    }

    private GrainMap open(int cachedTables) {
        require(0, Integer.toUnsignedLong(MAGIC), "magic");
        require(8, VERSION, "version");
        require(24, GRAIN_SECTORS, "grain size");
        require(32, TABLE_SECTORS, "grain table size");
        for (int reserved = 40; reserved < FIRST_RESERVED + 4 * Long.BYTES; reserved += Long.BYTES) {
            require(reserved, 0, "flags or reserved field");
        }
        for (int padding = PADDING; padding < SECTOR; padding += Long.BYTES) {
            require(padding, 0, "padding");
        }
        requireClean();
        long capacity = sectors(CAPACITY, "capacity");
        if (capacity == 0) {
            throw corrupt(CAPACITY, "capacity 0", "a capacity of sectors");
        }
        int tableEntries = TABLE_BYTES / Long.BYTES;
        int grainBits = Integer.numberOfTrailingZeros(GRAIN_SECTORS * SECTOR);
        GrainLayout layout = new GrainLayout(capacity * SECTOR, grainBits, tableEntries, Long.BYTES);
        long entries = sectors(DIRECTORY_SIZE, "grain directory of sectors") * (SECTOR / Long.BYTES);
        if (entries < layout.tables()) {
            throw corrupt(
                    DIRECTORY_SIZE,
                    "a grain directory of " + entries + " entries",
                    "at least " + layout.tables() + " for " + capacity + " sectors");
        }
        long tables = sectors(TABLES, "grain tables at sector") * SECTOR;
        long grains = sectors(GRAINS, "grains at sector") * SECTOR;
        long directory = sectors(DIRECTORY, "grain directory at sector") * SECTOR;
        return new GrainMap(
                file,
                layout,
                GrainDirectory.read(file, layout, directory, Long.BYTES, entry -> table(entry, tables)),
                entry -> grain(entry, grains, layout.grainSize()),
                cachedTables,
                null);
    }

    /** While its journal is not replayed, the tables of an extent are not what its server knows. */
    private void requireClean() {
        long offset = sectors(VOLATILE_HEADER, "volatile header at sector") * SECTOR;
        ByteBuffer bytes = SparseExtents.read(file, offset, SECTOR);
        if (bytes.getLong(0) != Integer.toUnsignedLong(VOLATILE_MAGIC)) {
            throw new CorruptDiskException(
                    file.location(), offset, "magic 0x" + Long.toHexString(bytes.getLong(0)), "0xcafecafe");
        }
        if (bytes.getLong(24) != 0) {
            throw ImageErrors.unsupported(
                    file.location(),
                    "is a seSparse extent whose journal is not replayed; start and stop its virtual machine in VMware");
        }
    }

    private static long table(long entry, long tables) {
        long number = entry & 0xffff_ffffL;
        boolean allocated = entry >>> 32 == (long) TABLE_ALLOCATED << (KIND_SHIFT - 32);
        return entry == 0 ? 0 : allocated ? saturatedAdd(tables, number * TABLE_BYTES) : -1;
    }

    private static long grain(long entry, long grains, long grainSize) {
        return switch ((int) (entry >>> KIND_SHIFT)) {
            case 0 -> entry == 0 ? GrainMap.UNALLOCATED : GrainMap.INVALID;
            case GRAIN_UNMAPPED, GRAIN_ZERO -> GrainMap.ZERO;
            case GRAIN_ALLOCATED -> {
                long number = (entry >>> 48 & 0xfff) | (entry & 0xffff_ffff_ffffL) << 12;
                boolean inReach = grains > 0 && number <= (Long.MAX_VALUE - grains) / grainSize;
                yield inReach ? grains + number * grainSize : GrainMap.INVALID;
            }
            default -> GrainMap.INVALID;
        };
    }

    private static long saturatedAdd(long a, long b) {
        return a > Long.MAX_VALUE - b ? Long.MAX_VALUE : a + b;
    }

    private long sectors(int field, String name) {
        long value = header.getLong(field);
        if (value < 0 || value > Long.MAX_VALUE / SECTOR) {
            throw corrupt(field, name + " " + Long.toUnsignedString(value), "at most " + Long.MAX_VALUE / SECTOR);
        }
        return value;
    }

    private void require(int field, long expected, String name) {
        if (header.getLong(field) != expected) {
            throw ImageErrors.unsupported(
                    file.location(),
                    "is a seSparse extent with the %s 0x%x at byte %d, where only 0x%x is supported"
                            .formatted(name, header.getLong(field), field, expected));
        }
    }

    private CorruptDiskException corrupt(int field, String found, String expected) {
        return new CorruptDiskException(file.location(), field, found, expected);
    }
}
