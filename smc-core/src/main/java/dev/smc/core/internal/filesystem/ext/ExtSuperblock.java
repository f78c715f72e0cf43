package dev.smc.core.internal.filesystem.ext;

import dev.smc.core.internal.disk.DiskRange;
import dev.smc.core.internal.disk.PaddedText;
import dev.smc.core.internal.disk.Uuids;
import dev.smc.core.internal.filesystem.UnmappableException;
import java.nio.ByteBuffer;
import java.util.Optional;

/** The superblock of ext2, ext3 or ext4. Names of fields are those of the format's documentation, without {@code s_}. */
final class ExtSuperblock {
    static final int OFFSET = 1024;
    static final int LENGTH = 1024;
    static final int MAGIC_OFFSET = 0x38;

    private static final int STATE_VALID = 1;
    private static final int STATE_ERRORS = 2;

    private static final int COMPAT_HAS_JOURNAL = 0x4;
    private static final int COMPAT_SPARSE_SUPER2 = 0x200;

    private static final int INCOMPAT_RECOVER = 0x4;
    private static final int INCOMPAT_JOURNAL_DEV = 0x8;
    private static final int INCOMPAT_META_BG = 0x10;
    private static final int INCOMPAT_64BIT = 0x80;
    private static final int INCOMPAT_CSUM_SEED = 0x2000;
    /** All that say nothing about which blocks are in use, and META_BG, 64BIT, FLEX_BG, which are understood. */
    private static final int INCOMPAT_UNDERSTOOD =
            0x2 | 0x10 | 0x40 | 0x80 | 0x100 | 0x200 | 0x400 | 0x1000 | 0x2000 | 0x4000 | 0x8000 | 0x10000 | 0x20000;
    /** What ext2 and ext3 know. */
    private static final int INCOMPAT_EXT3 = 0x2 | 0x4 | 0x8 | 0x10;

    private static final int RO_COMPAT_SPARSE_SUPER = 0x1;
    private static final int RO_COMPAT_GDT_CSUM = 0x10;
    private static final int RO_COMPAT_BIGALLOC = 0x200;
    private static final int RO_COMPAT_METADATA_CSUM = 0x400;
    /** All but snapshots (0x80) and replicas (0x800), which no kernel has. */
    private static final int RO_COMPAT_UNDERSTOOD = 0x1 | 0x2 | 0x4 | 0x8 | 0x10 | 0x20 | 0x40 | 0x100 | 0x200 | 0x400
            | 0x1000 | 0x2000 | 0x4000 | 0x8000 | 0x10000;
    /** What ext2 and ext3 know. */
    private static final int RO_COMPAT_EXT3 = 0x1 | 0x2 | 0x4;

    private static final int LARGEST_LOG_BLOCK_SIZE = 6;
    private static final int SMALL_DESCRIPTOR = 32;
    private static final int LARGE_DESCRIPTOR = 64;
    /** 64 TiB in groups of 128 MiB; what is larger counts as used in full, which bounds memory. */
    private static final long MOST_GROUPS = 1 << 19;

    private final ByteBuffer bytes;

    private ExtSuperblock(ByteBuffer bytes) {
        this.bytes = bytes;
    }

    static ExtSuperblock read(DiskRange range) throws UnmappableException {
        UnmappableException.check(range.contains(OFFSET, LENGTH), "it is too short for a superblock");
        return new ExtSuperblock(range.read(OFFSET, LENGTH));
    }

    /** Returns which of the family this is, by the features it has. */
    String content() {
        boolean ext4 = (incompat() & ~INCOMPAT_EXT3) != 0 || (roCompat() & ~RO_COMPAT_EXT3) != 0;
        return ext4 ? "ext4" : (compat() & COMPAT_HAS_JOURNAL) != 0 ? "ext3" : "ext2";
    }

    Optional<String> label() {
        return PaddedText.read(bytes, 0x78, 16);
    }

    Optional<String> uuid() {
        return Uuids.find(bytes, 0x68);
    }

    /** Returns the identifier of a journal on a device of its own: that which this uses, or which it is. */
    Optional<String> externalJournal() {
        if ((incompat() & INCOMPAT_JOURNAL_DEV) != 0) {
            return uuid();
        }
        boolean elsewhere = (compat() & COMPAT_HAS_JOURNAL) != 0 && unsigned(0xe0) == 0;
        return elsewhere ? Uuids.find(bytes, 0xd0) : Optional.empty();
    }

    /** Checks that the bitmaps of the file system can be found and trusted; everything below holds only then. */
    void checkMappable(long length) throws UnmappableException {
        checkFeatures();
        checkClean();
        checkGeometry();
        UnmappableException.check(
                blocks() <= length / blockSize(),
                "it has " + blocks() + " blocks of " + blockSize() + " bytes, more than its " + length + " bytes hold");
    }

    /** Checks that files can be read; unlike a map, they may be those of a file system in use. */
    void checkReadable(long length) throws UnmappableException {
        checkFeatures();
        checkGeometry();
        UnmappableException.check(
                blocks() <= length / blockSize(), "it has " + blocks() + " blocks, more than its partition holds");
        UnmappableException.check(
                inodeSize() >= 128 && inodeSize() <= blockSize() && Integer.bitCount(inodeSize()) == 1,
                "its inode_size is " + inodeSize());
    }

    private void checkFeatures() throws UnmappableException {
        int unknown = incompat() & ~INCOMPAT_UNDERSTOOD & ~INCOMPAT_RECOVER;
        UnmappableException.check(
                unknown == 0, "it has incompatible features 0x" + Integer.toHexString(unknown) + ", not understood");
        int unknownReadOnly = roCompat() & ~RO_COMPAT_UNDERSTOOD;
        UnmappableException.check(
                unknownReadOnly == 0,
                "it has read-only features 0x" + Integer.toHexString(unknownReadOnly) + ", not understood");
        UnmappableException.check(
                !hasMetadataChecksums()
                        || ExtChecksums.crc32c(~0, bytes, 0, LENGTH - Integer.BYTES)
                                == bytes.getInt(LENGTH - Integer.BYTES),
                "the checksum of its superblock is wrong");
    }

    private void checkClean() throws UnmappableException {
        UnmappableException.check(
                (incompat() & INCOMPAT_RECOVER) == 0, "its journal is not empty (in use or not unmounted)");
        UnmappableException.check((state() & STATE_VALID) != 0, "it was not unmounted cleanly");
        UnmappableException.check((state() & STATE_ERRORS) == 0, "it is marked as having errors");
    }

    private void checkGeometry() throws UnmappableException {
        long logBlockSize = unsigned(0x18);
        long logClusterSize = unsigned(0x1c);
        UnmappableException.check(
                logBlockSize <= LARGEST_LOG_BLOCK_SIZE, "its log_block_size is " + logBlockSize + ", not at most 6");
        UnmappableException.check(
                !hasBigalloc() || (logClusterSize >= logBlockSize && logClusterSize <= 20),
                "its log_cluster_size is " + logClusterSize + ", not " + logBlockSize + " to 20");
        boolean rightFirst = firstDataBlock() == (blockSize() == 1024 && !hasBigalloc() ? 1 : 0);
        UnmappableException.check(rightFirst, "its first_data_block is " + firstDataBlock());
        long bitsPerBitmap = blockSize() * 8L;
        UnmappableException.check(
                clustersPerGroup() > 0 && clustersPerGroup() <= bitsPerBitmap && clustersPerGroup() % 8 == 0,
                "its clusters_per_group is " + clustersPerGroup() + ", not a multiple of 8 up to " + bitsPerBitmap);
        UnmappableException.check(
                blocksPerGroup() == clustersPerGroup() * clusterRatio(),
                "its blocks_per_group is " + blocksPerGroup() + ", not " + clustersPerGroup() * clusterRatio());
        UnmappableException.check(
                blocks() > firstDataBlock() && blocks() <= Long.MAX_VALUE / blockSize(),
                "its blocks_count is " + blocks());
        UnmappableException.check(
                groupCount() <= MOST_GROUPS,
                "it has " + groupCount() + " block groups, more than the " + MOST_GROUPS + " that are read");
        checkDescriptors();
    }

    private void checkDescriptors() throws UnmappableException {
        int size = descriptorSize();
        UnmappableException.check(
                size == SMALL_DESCRIPTOR
                        || (size >= LARGE_DESCRIPTOR && size <= blockSize() && Integer.bitCount(size) == 1),
                "its desc_size is " + size);
        long inodes = unsigned(0x28);
        UnmappableException.check(
                inodes > 0 && inodes <= blockSize() * 8L && inodeTableBlocks() < blocksPerGroup(),
                "its inodes_per_group is " + inodes);
        UnmappableException.check(
                !hasMetaBg() || firstMetaBg() <= descriptorBlocks(),
                "its first_meta_bg is " + firstMetaBg() + ", not at most " + descriptorBlocks());
        UnmappableException.check(
                1 + oldDescriptorBlocks() < blocksPerGroup(),
                "its group descriptors take " + oldDescriptorBlocks() + " blocks, more than a group has");
    }

    int blockSize() {
        return 1024 << bytes.getInt(0x18);
    }

    long blocks() {
        return unsigned(0x4) | (has64bit() ? unsigned(0x150) << 32 : 0);
    }

    long firstDataBlock() {
        return unsigned(0x14);
    }

    long blocksPerGroup() {
        return unsigned(0x20);
    }

    /** Returns how many blocks a bit of a bitmap stands for: one, unless the file system has {@code bigalloc}. */
    int clusterRatio() {
        return hasBigalloc() ? 1 << (bytes.getInt(0x1c) - bytes.getInt(0x18)) : 1;
    }

    long clustersPerGroup() {
        return hasBigalloc() ? unsigned(0x24) : blocksPerGroup();
    }

    long groupCount() {
        return (blocks() - firstDataBlock() + blocksPerGroup() - 1) / blocksPerGroup();
    }

    /** Returns the first block of a group. */
    long groupStart(long group) {
        return firstDataBlock() + group * blocksPerGroup();
    }

    /** Returns how many blocks a group has; the last may have fewer than the others. */
    long groupLength(long group) {
        return Math.min(blocksPerGroup(), blocks() - groupStart(group));
    }

    int descriptorSize() {
        return has64bit() ? unsignedShort(0xfe) : SMALL_DESCRIPTOR;
    }

    int descriptorsPerBlock() {
        return blockSize() / descriptorSize();
    }

    long descriptorBlocks() {
        return (groupCount() + descriptorsPerBlock() - 1) / descriptorsPerBlock();
    }

    /** Returns how many blocks of descriptors, present and reserved, follow each copy of the superblock. */
    long oldDescriptorBlocks() {
        return hasMetaBg() ? firstMetaBg() : descriptorBlocks() + unsignedShort(0xce);
    }

    long inodeTableBlocks() {
        return (inodesPerGroup() * inodeSize() + blockSize() - 1) / blockSize();
    }

    long inodesPerGroup() {
        return unsigned(0x28);
    }

    int inodeSize() {
        return unsigned(0x4c) == 0 ? 128 : unsignedShort(0x58);
    }

    boolean hasMetaBg() {
        return (incompat() & INCOMPAT_META_BG) != 0;
    }

    long firstMetaBg() {
        return unsigned(0x104);
    }

    boolean has64bit() {
        return (incompat() & INCOMPAT_64BIT) != 0;
    }

    boolean hasMetadataChecksums() {
        return (roCompat() & RO_COMPAT_METADATA_CSUM) != 0;
    }

    /** Returns whether group descriptors have the older kind of checksum. */
    boolean hasDescriptorChecksums() {
        return (roCompat() & RO_COMPAT_GDT_CSUM) != 0 && !hasMetadataChecksums();
    }

    /** Returns the start value of all checksums but the superblock's. */
    int checksumSeed() {
        return (incompat() & INCOMPAT_CSUM_SEED) != 0 ? bytes.getInt(0x270) : ExtChecksums.crc32c(~0, bytes, 0x68, 16);
    }

    /** Returns the start value of the older kind of checksum. */
    int descriptorChecksumSeed() {
        return ExtChecksums.crc16(0xffff, bytes, 0x68, 16);
    }

    /** Returns whether a group starts with a copy of the superblock. */
    boolean hasSuperblock(long group) {
        if (group == 0) {
            return true;
        }
        if ((compat() & COMPAT_SPARSE_SUPER2) != 0) {
            return group == unsigned(0x24c) || group == unsigned(0x250);
        }
        if (group == 1 || (roCompat() & RO_COMPAT_SPARSE_SUPER) == 0) {
            return true;
        }
        return isPowerOf(3, group) || isPowerOf(5, group) || isPowerOf(7, group);
    }

    private static boolean isPowerOf(int base, long value) {
        long power = base;
        while (power < value) {
            power *= base;
        }
        return power == value;
    }

    private boolean hasBigalloc() {
        return (roCompat() & RO_COMPAT_BIGALLOC) != 0;
    }

    private int state() {
        return unsignedShort(0x3a);
    }

    private int compat() {
        return bytes.getInt(0x5c);
    }

    private int incompat() {
        return bytes.getInt(0x60);
    }

    private int roCompat() {
        return bytes.getInt(0x64);
    }

    private long unsigned(int offset) {
        return Integer.toUnsignedLong(bytes.getInt(offset));
    }

    private int unsignedShort(int offset) {
        return Short.toUnsignedInt(bytes.getShort(offset));
    }
}
