package dev.smc.core.internal.filesystem.ext;

import dev.smc.core.internal.disk.DiskRange;
import dev.smc.core.internal.filesystem.UnmappableException;
import java.nio.ByteBuffer;

/** The group descriptors of ext2, ext3 or ext4, read block by block. Not thread-safe. */
final class ExtGroupDescriptors {
    private static final int FLAG_BLOCK_UNINIT = 2;
    private static final int CHECKSUM_OFFSET = 0x1e;
    private static final int LARGE_DESCRIPTOR = 64;

    /**
     * One block group.
     *
     * @param blockBitmap the block that holds the bitmap of the group's blocks
     * @param inodeBitmap the block that holds the bitmap of its inodes
     * @param inodeTable the first block of its inode table
     * @param freeClusters how many clusters are free
     * @param bitmapUnused whether the bitmap was never written: only blocks with metadata are in use
     * @param bitmapChecksum the checksum of the bitmap; 16 or 32 bits of it
     * @param bitmapChecksumMask which bits those are
     */
    record Descriptor(
            long blockBitmap,
            long inodeBitmap,
            long inodeTable,
            long freeClusters,
            boolean bitmapUnused,
            int bitmapChecksum,
            int bitmapChecksumMask) {}

    private final DiskRange range;
    private final ExtSuperblock superblock;
    private final int seed;
    private final int oldSeed;
    private ByteBuffer block = ByteBuffer.allocate(0);
    private long blockNumber = -1;

    ExtGroupDescriptors(DiskRange range, ExtSuperblock superblock) {
        this.range = range;
        this.superblock = superblock;
        this.seed = superblock.checksumSeed();
        this.oldSeed = superblock.descriptorChecksumSeed();
    }

    Descriptor get(long group) throws UnmappableException {
        long number = locate(group / superblock.descriptorsPerBlock());
        if (number != blockNumber) {
            block = range.read(number * superblock.blockSize(), superblock.blockSize());
            blockNumber = number;
        }
        int size = superblock.descriptorSize();
        ByteBuffer bytes = block.slice((int) (group % superblock.descriptorsPerBlock()) * size, size)
                .order(block.order());
        checkChecksum(group, bytes);
        return parse(group, bytes);
    }

    /** Returns the block that holds the descriptors of that number: behind the superblock, or in its own meta group. */
    private long locate(long index) throws UnmappableException {
        long number;
        if (superblock.hasMetaBg() && index >= superblock.firstMetaBg()) {
            long group = index * superblock.descriptorsPerBlock();
            number = ExtBaseBlocks.start(superblock, group) + (superblock.hasSuperblock(group) ? 1 : 0);
        } else {
            number = ExtBaseBlocks.start(superblock, 0) + 1 + index;
        }
        UnmappableException.check(number < superblock.blocks(), "its group descriptors lie behind its last block");
        return number;
    }

    private void checkChecksum(long group, ByteBuffer bytes) throws UnmappableException {
        if (!superblock.hasMetadataChecksums() && !superblock.hasDescriptorChecksums()) {
            return;
        }
        int found = Short.toUnsignedInt(bytes.getShort(CHECKSUM_OFFSET));
        int expected =
                superblock.hasMetadataChecksums() ? checksum((int) group, bytes) : oldChecksum((int) group, bytes);
        UnmappableException.check(found == expected, "the checksum of block group " + group + "'s descriptor is wrong");
    }

    private int checksum(int group, ByteBuffer bytes) {
        ByteBuffer copy = ByteBuffer.allocate(bytes.capacity());
        copy.put(0, bytes, 0, bytes.capacity()).putShort(CHECKSUM_OFFSET, (short) 0);
        return ExtChecksums.crc32c(ExtChecksums.crc32c(seed, group), copy, 0, copy.capacity()) & 0xffff;
    }

    private int oldChecksum(int group, ByteBuffer bytes) {
        int behind = CHECKSUM_OFFSET + Short.BYTES;
        int start = ExtChecksums.crc16(ExtChecksums.crc16(oldSeed, group), bytes, 0, CHECKSUM_OFFSET);
        return ExtChecksums.crc16(start, bytes, behind, bytes.capacity() - behind) & 0xffff;
    }

    private Descriptor parse(long group, ByteBuffer bytes) throws UnmappableException {
        boolean large = bytes.capacity() >= LARGE_DESCRIPTOR;
        Descriptor descriptor = new Descriptor(
                wide(bytes, 0x0, large, 0x20),
                wide(bytes, 0x4, large, 0x24),
                wide(bytes, 0x8, large, 0x28),
                narrow(bytes, 0xc, large, 0x2c),
                (bytes.getShort(0x12) & FLAG_BLOCK_UNINIT) != 0
                        && (superblock.hasMetadataChecksums() || superblock.hasDescriptorChecksums()),
                (int) narrow(bytes, 0x18, large, 0x38),
                large ? ~0 : 0xffff);
        boolean inside = isBlock(descriptor.blockBitmap, 1)
                && isBlock(descriptor.inodeBitmap, 1)
                && isBlock(descriptor.inodeTable, superblock.inodeTableBlocks());
        UnmappableException.check(inside, "the metadata of block group " + group + " lies outside of it");
        return descriptor;
    }

    private boolean isBlock(long first, long count) {
        return first >= superblock.firstDataBlock() && first <= superblock.blocks() - count;
    }

    private static long wide(ByteBuffer bytes, int low, boolean large, int high) {
        return Integer.toUnsignedLong(bytes.getInt(low))
                | (large ? Integer.toUnsignedLong(bytes.getInt(high)) << 32 : 0);
    }

    private static long narrow(ByteBuffer bytes, int low, boolean large, int high) {
        return Short.toUnsignedLong(bytes.getShort(low))
                | (large ? Short.toUnsignedLong(bytes.getShort(high)) << 16 : 0);
    }
}
