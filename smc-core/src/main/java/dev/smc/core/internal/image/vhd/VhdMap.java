package dev.smc.core.internal.image.vhd;

import dev.smc.api.error.CorruptDiskException;
import dev.smc.core.internal.image.file.BlockMap;
import dev.smc.core.internal.image.file.ExtentList;
import dev.smc.core.internal.image.file.ImageFile;
import dev.smc.core.internal.image.file.PagedTable;
import dev.smc.core.internal.image.file.SlotCache;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.BitSet;

/**
 * Where the blocks of a dynamic or differencing image are. In front of each block stands a bitmap of the sectors that it holds;
 * the others are the parent's, or zeros where there is none. (QEMU does not look at the bitmaps of dynamic images, and shows what
 * the block has in place of those zeros: the rest of what the file's blocks held before. VirtualBox and XenServer do as we do.)
 * The position of a run is that in the file. Thread-safe.
 */
final class VhdMap implements BlockMap {
    private static final long UNALLOCATED = 0xffff_ffffL;
    private static final int CACHED_BITMAP_BYTES = 1 << 20;
    private static final int FEWEST_BITMAPS = 4;

    private final ImageFile file;
    private final VhdHeader header;
    private final long size;
    private final int blockSize;
    private final PagedTable blocks;
    /** By the sector where the block starts. */
    private final SlotCache<BitSet> bitmaps;

    VhdMap(ImageFile file, VhdHeader header, long size) {
        this.file = file;
        this.header = header;
        this.size = size;
        this.blockSize = header.blockSize();
        this.blocks = new PagedTable(file::read, header.tableOffset(), tableLength(), ByteOrder.BIG_ENDIAN);
        int slots = Math.max(FEWEST_BITMAPS, CACHED_BITMAP_BYTES / header.bitmapSize());
        this.bitmaps = new SlotCache<>(slots, this::readBitmap);
    }

    private long tableLength() {
        return header.neededBlocks() * Integer.BYTES;
    }

    @Override
    public Run run(long offset, long length) {
        long block = offset / blockSize;
        long sector = blocks.u32(block);
        return sector == UNALLOCATED
                ? new Run(Kind.BACKING, unallocated(block, offset, length), 0)
                : runOfBlock(block, sector, (int) (offset % blockSize), length);
    }

    private long unallocated(long block, long offset, long length) {
        long end = offset + length;
        long next = block + 1;
        while (next * blockSize < end && blocks.u32(next) == UNALLOCATED) {
            next++;
        }
        return Math.min(end, next * blockSize) - offset;
    }

    private Run runOfBlock(long block, long sector, int inBlock, long length) {
        long data = dataOffset(block, sector);
        BitSet present = bitmaps.get(sector);
        int first = inBlock / VhdSource.SECTOR_SIZE;
        boolean isData = present.get(first);
        int next = isData ? present.nextClearBit(first) : present.nextSetBit(first);
        long end = next < 0 ? blockSize : Math.min(blockSize, (long) next * VhdSource.SECTOR_SIZE);
        return new Run(isData ? Kind.DATA : Kind.BACKING, Math.min(length, end - inBlock), data + inBlock);
    }

    /** Returns where the data of a block starts, which is in the file in full. */
    private long dataOffset(long block, long sector) {
        long start = sector * VhdSource.SECTOR_SIZE;
        // The last block of a file may be cut where the disk ends.
        long end = start + header.bitmapSize() + Math.min(blockSize, size - block * blockSize);
        boolean overlaps = start < VhdFooter.LENGTH
                || (start < header.tableOffset() + tableLength() && end > header.tableOffset());
        if (overlaps) {
            throw new CorruptDiskException(
                    file.location(),
                    header.tableOffset() + block * Integer.BYTES,
                    "block " + block + " at sector " + sector,
                    "a place that overlaps neither the footer's copy nor the block allocation table");
        }
        if (end > file.size()) {
            throw file.truncated(end);
        }
        return start + header.bitmapSize();
    }

    /** Reads the bitmap of a block; its first sector is the highest bit of the first byte. */
    private BitSet readBitmap(long sector) {
        ByteBuffer bytes = ByteBuffer.allocate(header.bitmapSize());
        file.read(sector * VhdSource.SECTOR_SIZE, bytes);
        byte[] bits = bytes.array();
        for (int i = 0; i < bits.length; i++) {
            bits[i] = (byte) (Integer.reverse(bits[i]) >>> 24);
        }
        return BitSet.valueOf(bits);
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
}
