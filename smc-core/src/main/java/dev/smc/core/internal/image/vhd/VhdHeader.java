package dev.smc.core.internal.image.vhd;

import dev.smc.api.error.CorruptDiskException;
import dev.smc.core.internal.image.file.ImageErrors;
import dev.smc.core.internal.image.file.ImageFile;
import dev.smc.core.internal.image.file.Structure;
import java.nio.ByteOrder;
import java.util.List;
import java.util.UUID;

/**
 * The header of a dynamic or differencing image, checked field by field.
 *
 * @param tableOffset where the block allocation table starts
 * @param neededBlocks how many entries of it the disk needs
 * @param blockSize in bytes, a power of two
 * @param parentId identifies the parent of a differencing image
 * @param parentTime when the parent was last changed, in seconds from the year 2000 on
 * @param parentPaths where the parent was, best first
 */
record VhdHeader(
        long tableOffset, long neededBlocks, int blockSize, UUID parentId, long parentTime, List<String> parentPaths) {

    static final int PARENT_ID = 40;

    private static final int HEADER_OFFSET = 16;
    private static final int LENGTH = 1024;
    private static final String COOKIE = "cxsparse";
    private static final int CHECKSUM = 36;
    private static final long LARGEST_BLOCK = 256 << 20;
    private static final long LARGEST_TABLE = 64 << 20;
    private static final long LARGEST_DISK = 2L << 40;

    /** Returns how many bytes the bitmap in front of each block has: a bit for each sector, in whole sectors. */
    int bitmapSize() {
        int sectors = blockSize / VhdSource.SECTOR_SIZE;
        int perSector = VhdSource.SECTOR_SIZE * Byte.SIZE;
        return (sectors + perSector - 1) / perSector * VhdSource.SECTOR_SIZE;
    }

    /** Returns whether a header seems to start at an offset, which may be any number. */
    static boolean isAt(ImageFile file, long offset) {
        return offset >= 0
                && offset <= file.size() - LENGTH
                && hasCookie(Structure.read(file, offset, LENGTH, ByteOrder.BIG_ENDIAN));
    }

    private static boolean hasCookie(Structure header) {
        return header.text(0, COOKIE.length()).equals(COOKIE);
    }

    static VhdHeader read(ImageFile file, VhdFooter footer) {
        Structure header = locate(file, footer.headerOffset());
        if (header.u16(24) != 1) {
            throw ImageErrors.unsupportedFormat(
                    file.location(), "VHD with a header of version " + header.u16(24) + "." + header.u16(26));
        }
        int blockSize = blockSize(header);
        long size = footer.diskSize();
        header.check(size <= LARGEST_DISK, 28, "a disk of " + size + " bytes", "at most " + LARGEST_DISK);
        long needed = (size + blockSize - 1) / blockSize;
        long entries = header.u32(28);
        header.check(
                entries >= needed,
                28,
                entries + " blocks of " + blockSize + " bytes",
                "at least " + needed + " for a disk of " + size + " bytes");
        if (needed * Integer.BYTES > LARGEST_TABLE) {
            throw ImageErrors.unsupported(
                    file.location(), "is a VHD image of " + needed + " blocks, which is more than is supported");
        }
        boolean differs = footer.type() == VhdFooter.DIFFERENCING;
        return new VhdHeader(
                tableOffset(file, header, needed * Integer.BYTES),
                needed,
                blockSize,
                header.uuid(PARENT_ID),
                header.u32(56),
                differs ? VhdLocators.read(file, header) : List.of());
    }

    private static Structure locate(ImageFile file, long offset) {
        if (offset < VhdFooter.LENGTH || offset > Long.MAX_VALUE - LENGTH) {
            throw new CorruptDiskException(
                    file.location(),
                    HEADER_OFFSET,
                    "a VHD footer that says that the header is at byte " + Long.toUnsignedString(offset),
                    "a place behind the first sector");
        }
        Structure header = Structure.read(file, offset, LENGTH, ByteOrder.BIG_ENDIAN);
        header.check(hasCookie(header), 0, "no VHD header", "its cookie '" + COOKIE + "'");
        int checksum = VhdChecksum.of(header.bytes(), CHECKSUM);
        header.check(
                header.i32(CHECKSUM) == checksum,
                CHECKSUM,
                "checksum 0x" + Integer.toHexString(header.i32(CHECKSUM)),
                "0x" + Integer.toHexString(checksum));
        return header;
    }

    private static int blockSize(Structure header) {
        long size = header.u32(32);
        header.check(
                Long.bitCount(size) == 1 && size >= VhdSource.SECTOR_SIZE && size <= LARGEST_BLOCK,
                32,
                "block size " + size,
                "a power of two from " + VhdSource.SECTOR_SIZE + " to " + LARGEST_BLOCK);
        return (int) size;
    }

    private static long tableOffset(ImageFile file, Structure header, long length) {
        long offset = header.i64(16);
        header.check(
                offset >= VhdFooter.LENGTH && offset <= Long.MAX_VALUE - length,
                16,
                "a block allocation table at byte " + Long.toUnsignedString(offset),
                "one behind the first sector");
        if (offset > file.size() - length) {
            throw file.truncated(offset + length);
        }
        return offset;
    }
}
