package dev.smc.core.internal.image.vdi;

import dev.smc.core.internal.image.file.ImageErrors;
import dev.smc.core.internal.image.file.ImageFile;
import dev.smc.core.internal.image.file.Structure;
import java.nio.ByteOrder;
import java.util.UUID;

/**
 * The header of a VDI image, checked field by field.
 *
 * @param type 1 dynamic, 2 static, 4 differencing
 * @param size of the guest's disk
 * @param blockSize in bytes, a power of two
 * @param extraSize how many bytes stand in front of each block
 * @param blocks how many entries the map has
 * @param mapOffset where the map starts
 * @param dataOffset where the blocks start
 * @param created identifies the image
 * @param modified identifies its content
 * @param parentCreated identifies the parent
 * @param parentModified identifies the parent's content, or is {@link #NONE}
 */
record VdiHeader(
        int type,
        long size,
        int blockSize,
        int extraSize,
        long blocks,
        long mapOffset,
        long dataOffset,
        UUID created,
        UUID modified,
        UUID parentCreated,
        UUID parentModified) {

    /** The identifier of nothing. */
    static final UUID NONE = new UUID(0, 0);

    static final int PARENT_MODIFIED = 0x1b8;

    private static final int LENGTH = 0x1c8;
    private static final int START = 0x48;
    private static final long SIGNATURE = 0xbeda107fL;
    private static final long VERSION = 0x10001;
    private static final int SMALLEST_HEADER = LENGTH - START;
    private static final int STATIC = 2;
    private static final int UNDO = 3;
    private static final int DIFFERENCING = 4;
    private static final int SECTOR = 512;
    private static final long LARGEST_BLOCK = 256 << 20;

    boolean isDifferencing() {
        return type == DIFFERENCING;
    }

    /** Returns how many blocks the disk has; the map may have room for more. */
    long neededBlocks() {
        return (size + blockSize - 1) / blockSize;
    }

    static VdiHeader read(ImageFile file) {
        Structure header = Structure.read(file, 0, LENGTH, ByteOrder.LITTLE_ENDIAN);
        header.check(
                header.u32(0x40) == SIGNATURE,
                0x40,
                "signature 0x" + Long.toHexString(header.u32(0x40)),
                "0x" + Long.toHexString(SIGNATURE));
        if (header.u32(0x44) != VERSION) {
            throw ImageErrors.unsupportedFormat(
                    file.location(), "VDI version " + header.u16(0x46) + "." + header.u16(0x44));
        }
        header.check(
                header.u32(0x48) >= SMALLEST_HEADER,
                0x48,
                "header size " + header.u32(0x48),
                "at least " + SMALLEST_HEADER);
        VdiHeader vdi = new VdiHeader(
                type(file, header),
                size(header),
                blockSize(header),
                extraSize(header),
                header.u32(0x180),
                header.u32(0x154),
                header.u32(0x158),
                header.guid(0x188),
                header.guid(0x198),
                header.guid(0x1a8),
                header.guid(PARENT_MODIFIED));
        vdi.checkPlaces(file, header);
        return vdi;
    }

    private static int type(ImageFile file, Structure header) {
        long type = header.u32(0x4c);
        if (type == UNDO) {
            throw ImageErrors.unsupported(file.location(), "is a VDI undo image, which is not supported");
        }
        header.check(
                type >= 1 && type <= DIFFERENCING,
                0x4c,
                "image type " + type,
                "1 (dynamic), " + STATIC + " (static) or " + DIFFERENCING + " (differencing)");
        return (int) type;
    }

    /** Disks made from raw files can have odd sizes; like QEMU we take them to be as long as their last sector. */
    private static long size(Structure header) {
        long size = header.i64(0x170);
        header.check(
                size >= 0 && size <= Long.MAX_VALUE - SECTOR,
                0x170,
                "disk size " + Long.toUnsignedString(size),
                "at most " + (Long.MAX_VALUE - SECTOR));
        return (size + SECTOR - 1) / SECTOR * SECTOR;
    }

    private static int blockSize(Structure header) {
        long size = header.u32(0x178);
        header.check(
                Long.bitCount(size) == 1 && size >= SECTOR && size <= LARGEST_BLOCK,
                0x178,
                "block size " + size,
                "a power of two from " + SECTOR + " to " + LARGEST_BLOCK);
        return (int) size;
    }

    private static int extraSize(Structure header) {
        long size = header.u32(0x17c);
        header.check(size <= LARGEST_BLOCK, 0x17c, "block extra size " + size, "at most " + LARGEST_BLOCK);
        return (int) size;
    }

    private void checkPlaces(ImageFile file, Structure header) {
        header.check(
                neededBlocks() <= blocks,
                0x180,
                blocks + " blocks of " + blockSize + " bytes",
                "at least " + neededBlocks() + " for a disk of " + size + " bytes");
        header.check(mapOffset >= LENGTH, 0x154, "a map at byte " + mapOffset, "one behind the header's " + LENGTH);
        long mapEnd = mapOffset + blocks * Integer.BYTES;
        header.check(
                dataOffset >= mapEnd, 0x158, "data from byte " + dataOffset, "none before the map ends at " + mapEnd);
        if (mapEnd > file.size()) {
            throw file.truncated(mapEnd);
        }
    }
}
