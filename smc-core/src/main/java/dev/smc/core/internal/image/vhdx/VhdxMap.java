package dev.smc.core.internal.image.vhdx;

import dev.smc.api.error.CorruptDiskException;
import dev.smc.core.internal.image.file.BlockMap;
import dev.smc.core.internal.image.file.ExtentList;
import dev.smc.core.internal.image.file.PagedTable;
import dev.smc.core.internal.image.file.SlotCache;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.BitSet;

/**
 * Where the blocks of a VHDX image are. The table names them in chunks, behind each of which stands the place of a bitmap that says
 * of each sector of the chunk whether it is this image's or the parent's; it is looked at where a block is partially present. The
 * position of a run is that in the file. Thread-safe.
 */
final class VhdxMap implements BlockMap {
    private static final int STATE_MASK = 7;
    private static final long RESERVED_MASK = 0xffff8;
    private static final long OFFSET_MASK = -1L << 20;

    private static final int NOT_PRESENT = 0;
    private static final int UNDEFINED = 1;
    private static final int ZERO = 2;
    private static final int UNMAPPED = 3;
    private static final int FULLY_PRESENT = 6;
    private static final int PARTIALLY_PRESENT = 7;
    private static final int BITMAP_PRESENT = 6;

    private static final int BITMAP_BYTES = 1 << 20;
    private static final int BITMAP_PAGE = 4096;
    private static final int CACHED_BITMAP_PAGES = 128;

    private final ReplayedFile file;
    private final VhdxRegions regions;
    private final VhdxMetadata metadata;
    private final long blockSize;
    private final long blocksPerChunk;
    private final PagedTable table;
    /** By the number of the page in the file. */
    private final SlotCache<BitSet> bitmapPages;

    VhdxMap(ReplayedFile file, VhdxRegions regions, VhdxMetadata metadata) {
        this.file = file;
        this.regions = regions;
        this.metadata = metadata;
        this.blockSize = metadata.blockSize();
        this.blocksPerChunk = (long) BITMAP_BYTES * Byte.SIZE * metadata.sectorSize() / blockSize;
        this.bitmapPages = new SlotCache<>(CACHED_BITMAP_PAGES, this::readBitmapPage);
        long needed = neededEntries() * Long.BYTES;
        if (needed > regions.table().length()) {
            throw new CorruptDiskException(
                    file.location(),
                    regions.table().offset(),
                    "a block allocation table of " + regions.table().length() + " bytes",
                    "at least " + needed + " for a disk of " + metadata.size() + " bytes");
        }
        this.table = new PagedTable(file::read, regions.table().offset(), needed, ByteOrder.LITTLE_ENDIAN);
    }

    /** The last bitmap of a differencing image stands behind a whole chunk of blocks; other images end with their last block. */
    private long neededEntries() {
        long blocks = (metadata.size() + blockSize - 1) / blockSize;
        if (metadata.locator() != null) {
            return (blocks + blocksPerChunk - 1) / blocksPerChunk * (blocksPerChunk + 1);
        }
        return blocks == 0 ? 0 : blocks + (blocks - 1) / blocksPerChunk;
    }

    @Override
    public Run run(long offset, long length) {
        long end = offset + length;
        long entry = entry(offset);
        if (state(entry) == PARTIALLY_PRESENT) {
            return runOfBlock(entry, offset, length);
        }
        Kind kind = kind(entry, offset);
        long position = position(kind, entry, offset);
        long covered = blockEnd(offset);
        while (covered < end && continues(covered, kind, position + covered - offset)) {
            covered = blockEnd(covered);
        }
        return new Run(kind, Math.min(end, covered) - offset, position);
    }

    private boolean continues(long offset, Kind kind, long position) {
        long entry = entry(offset);
        return state(entry) != PARTIALLY_PRESENT
                && kind(entry, offset) == kind
                && (kind != Kind.DATA || position(kind, entry, offset) == position);
    }

    private long blockEnd(long offset) {
        return offset - offset % blockSize + blockSize;
    }

    private long index(long offset) {
        long block = offset / blockSize;
        return block + block / blocksPerChunk;
    }

    private long entry(long offset) {
        long entry = table.i64(index(offset));
        if ((entry & RESERVED_MASK) != 0) {
            throw corrupt(index(offset), entry, "one with no reserved bits");
        }
        return entry;
    }

    private static int state(long entry) {
        return (int) entry & STATE_MASK;
    }

    /** What is undefined may read as anything, and what is unmapped as zeros. */
    private Kind kind(long entry, long offset) {
        return switch (state(entry)) {
            case NOT_PRESENT -> Kind.BACKING;
            case UNDEFINED, ZERO, UNMAPPED -> Kind.ZERO;
            case FULLY_PRESENT -> Kind.DATA;
            default -> throw corrupt(index(offset), entry, "one with a known state");
        };
    }

    private long position(Kind kind, long entry, long offset) {
        if (kind != Kind.DATA) {
            return 0;
        }
        long inBlock = offset % blockSize;
        // The last block of a file may be cut where the disk ends.
        long needed = Math.min(blockSize, metadata.size() - (offset - inBlock));
        return place(entry, index(offset), needed) + inBlock;
    }

    /** Returns where an entry says that something of {@code length} bytes lies, which is in the file in full. */
    private long place(long entry, long index, long length) {
        long start = entry & OFFSET_MASK;
        // The largest offset is near 2^64.
        if (start < 0 || start > Long.MAX_VALUE - length || regions.overlapsReserved(start, start + length)) {
            throw corrupt(index, entry, "a place that overlaps neither the log nor a region");
        }
        file.requireSize(start + length);
        return start;
    }

    private Run runOfBlock(long entry, long offset, long length) {
        long index = index(offset);
        if (metadata.locator() == null) {
            throw corrupt(index, entry, "no block that is partially present, since there is no parent");
        }
        long data = position(Kind.DATA, entry, offset);
        long bit = offset / metadata.sectorSize() % ((long) BITMAP_BYTES * Byte.SIZE);
        int bitsPerPage = BITMAP_PAGE * Byte.SIZE;
        BitSet present = bitmapPages.get(bitmap(offset) / BITMAP_PAGE + bit / bitsPerPage);
        int first = (int) (bit % bitsPerPage);
        boolean isData = present.get(first);
        int next = isData ? present.nextClearBit(first) : present.nextSetBit(first);
        long sectors = (next < 0 ? bitsPerPage : next) - (long) first;
        long end = offset - offset % metadata.sectorSize() + sectors * metadata.sectorSize();
        long covered = Math.min(Math.min(end, blockEnd(offset)) - offset, length);
        return new Run(isData ? Kind.DATA : Kind.BACKING, covered, data);
    }

    /** Returns where the bitmap of the chunk lies. */
    private long bitmap(long offset) {
        long chunk = offset / blockSize / blocksPerChunk;
        long index = chunk * (blocksPerChunk + 1) + blocksPerChunk;
        long entry = table.i64(index);
        if (state(entry) != BITMAP_PRESENT || (entry & RESERVED_MASK) != 0) {
            throw corrupt(index, entry, "a sector bitmap, since a block of its chunk is partially present");
        }
        return place(entry, index, BITMAP_BYTES);
    }

    /** The first sector is the lowest bit of the first byte. */
    private BitSet readBitmapPage(long number) {
        ByteBuffer bytes = ByteBuffer.allocate(BITMAP_PAGE);
        file.read(number * BITMAP_PAGE, bytes);
        return BitSet.valueOf(bytes.flip());
    }

    @Override
    public void read(Run run, long offset, ByteBuffer target) {
        file.read(run.position(), target);
    }

    @Override
    public void addExtents(Run run, long offset, ExtentList extents) {
        file.addExtents(run.position(), run.length(), offset, extents);
    }

    @Override
    public void close() {
        file.close();
    }

    private CorruptDiskException corrupt(long index, long entry, String expected) {
        return new CorruptDiskException(
                file.location(),
                regions.table().offset() + index * Long.BYTES,
                "block allocation table entry 0x" + Long.toHexString(entry),
                expected);
    }
}
