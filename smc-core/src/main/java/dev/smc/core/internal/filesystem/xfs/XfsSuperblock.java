package dev.smc.core.internal.filesystem.xfs;

import dev.smc.core.internal.disk.DiskRange;
import dev.smc.core.internal.disk.PaddedText;
import dev.smc.core.internal.disk.Uuids;
import dev.smc.core.internal.filesystem.UnmappableException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.UUID;

/**
 * The superblock of XFS, in its first sector; like everything in XFS, it is big-endian. Hexadecimal offsets:
 *
 * <pre>
 *  4 block size   8 blocks, 8 bytes   20 UUID   30 block where the log starts, 8 bytes, 0 if it is on another device
 * 38 inode of the root directory, 8 bytes   54 blocks in a group   58 groups   60 blocks of the log
 * 64 version, with features of version 4, 2 bytes   66 sector size, 2 bytes   68 inode size, 2 bytes   6c label, 12 bytes
 * 78 logarithms of the sizes of blocks, sectors, inodes, of inodes in a block, of blocks in a group, 1 byte each
 * 7e mkfs has not ended, 1 byte   c0 logarithm of blocks in a block of directories, 1 byte   c8 more features of version 4
 * d0 in version 5: compatible, d4 read-only, d8 incompatible features   e0 checksum   f0 last written, 8 bytes
 * f8 UUID in other structures
 * </pre>
 */
final class XfsSuperblock {
    private static final int LENGTH = 512;
    private static final int LABEL = 0x6c;
    private static final int LABEL_LENGTH = 12;
    private static final int LEAST_GROUP_BLOCKS = 64;
    private static final long MOST_GROUP_BYTES = 1L << 40;

    private static final int SHARED = 0x200;
    private static final int MORE_FEATURES = 0x8000;
    private static final int FEATURE2_TYPES = 0x200;
    /** Lazy counters, attributes of the second kind, parents, 32-bit project numbers, types in directories. */
    private static final int FEATURES2_UNDERSTOOD = 0x2 | 0x8 | 0x10 | 0x80 | FEATURE2_TYPES;

    private static final int RO_COMPAT_INODE_TREE = 0x1;
    private static final int RO_COMPAT_REVERSE_MAP = 0x2;
    private static final int RO_COMPAT_REFLINK = 0x4;
    /** With counters of blocks of the inode tree. */
    private static final int RO_COMPAT_UNDERSTOOD = 0xf;

    private static final int INCOMPAT_TYPES = 0x1;
    private static final int INCOMPAT_META_UUID = 0x4;
    private static final int INCOMPAT_NEEDS_REPAIR = 0x10;
    /** With sparse inodes, times beyond 2038, 64-bit counts of extents, exchange of ranges, parents; not with a directory of metadata, or zones. */
    private static final int INCOMPAT_UNDERSTOOD = 0xff & ~INCOMPAT_NEEDS_REPAIR;

    private final ByteBuffer bytes;

    private XfsSuperblock(ByteBuffer bytes) {
        this.bytes = bytes;
    }

    /** Reads a superblock, and checks what everything below relies on. */
    static XfsSuperblock read(DiskRange range) throws UnmappableException {
        UnmappableException.check(range.contains(0, LENGTH), "it is too short for a superblock");
        XfsSuperblock start = new XfsSuperblock(range.read(0, LENGTH).order(ByteOrder.BIG_ENDIAN));
        UnmappableException.check(
                start.version() == 4 || start.version() == 5, "its version is " + start.version() + ", not 4 or 5");
        start.checkSizes();
        start.checkGroups();
        UnmappableException.check(
                start.size() <= range.length(),
                "it has " + start.size() + " bytes, but the partition only " + range.length());
        XfsSuperblock superblock =
                new XfsSuperblock(range.read(0, start.sectorSize()).order(ByteOrder.BIG_ENDIAN));
        UnmappableException.check(
                !superblock.hasChecksums() || XfsChecksum.isRight(superblock.bytes, 0xe0),
                "the checksum of its superblock is wrong");
        return superblock;
    }

    private void checkSizes() throws UnmappableException {
        UnmappableException.check(
                isPowerOf2(blockSize(), 512, 65536) && blockSize() == 1 << bytes.get(0x78),
                "its blocks have " + blockSize() + " bytes");
        UnmappableException.check(
                isPowerOf2(sectorSize(), 512, Math.min(32768, blockSize())),
                "its sectors have " + sectorSize() + " bytes");
        UnmappableException.check(
                isPowerOf2(inodeSize(), 256, Math.min(2048, blockSize()))
                        && bytes.get(0x7b) == bytes.get(0x78) - bytes.get(0x7a)
                        && inodeSize() == 1 << bytes.get(0x7a),
                "its inodes have " + inodeSize() + " bytes");
        UnmappableException.check(
                bytes.get(0xc0) >= 0 && bytes.get(0xc0) + bytes.get(0x78) <= 16,
                "its blocks of directories have 2^" + bytes.get(0xc0) + " blocks");
    }

    private static boolean isPowerOf2(int value, int least, int most) {
        return Integer.bitCount(value) == 1 && value >= least && value <= most;
    }

    private void checkGroups() throws UnmappableException {
        UnmappableException.check(
                groupBlocks() >= LEAST_GROUP_BLOCKS
                        && groupBlocks() * blockSize() <= MOST_GROUP_BYTES
                        && groupBits() == Long.SIZE - Long.numberOfLeadingZeros(groupBlocks() - 1),
                "its groups have " + groupBlocks() + " blocks");
        UnmappableException.check(
                blocks() > 0 && blocks() <= Long.MAX_VALUE / blockSize(), "it has " + blocks() + " blocks");
        long groups = (blocks() - 1) / groupBlocks() + 1;
        UnmappableException.check(
                groups == groupCount() && lengthOf(groups - 1) >= LEAST_GROUP_BLOCKS,
                "it has " + groupCount() + " groups, not " + groups);
    }

    /** Checks that files can be found. */
    void checkReadable() throws UnmappableException {
        if (hasChecksums()) {
            UnmappableException.check(
                    (bytes.getInt(0xd8) & INCOMPAT_NEEDS_REPAIR) == 0, "it is marked as in need of repair");
            checkUnderstood(bytes.getInt(0xd8), INCOMPAT_UNDERSTOOD, "incompatible features");
        } else {
            checkUnderstood(bytes.getShort(0x64) & SHARED, 0, "features");
            checkUnderstood(features2(), FEATURES2_UNDERSTOOD, "more features");
        }
    }

    /** Checks that the free space of the file system can be found and trusted. */
    void checkMappable() throws UnmappableException {
        checkReadable();
        if (hasChecksums()) {
            checkUnderstood(bytes.getInt(0xd4), RO_COMPAT_UNDERSTOOD, "read-only features");
        }
        UnmappableException.check(bytes.get(0x7e) == 0, "it was not made to its end");
        UnmappableException.check(logStart() != 0, "its log is on another device");
        UnmappableException.check(
                contains(logStart(), logBlocks()) && logBlocks() > 0, "its log lies outside of its groups");
    }

    private static void checkUnderstood(int found, int understood, String what) throws UnmappableException {
        UnmappableException.check(
                (found & ~understood) == 0,
                "it has " + what + " 0x" + Integer.toHexString(found & ~understood) + ", not understood");
    }

    int version() {
        return bytes.getShort(0x64) & 0xf;
    }

    /** Returns whether structures have checksums, and say where they belong. */
    boolean hasChecksums() {
        return version() == 5;
    }

    int blockSize() {
        return bytes.getInt(4);
    }

    long blocks() {
        return bytes.getLong(8);
    }

    /** Returns how many bytes the file system takes. */
    long size() {
        return blocks() * blockSize();
    }

    int sectorSize() {
        return Short.toUnsignedInt(bytes.getShort(0x66));
    }

    int inodeSize() {
        return Short.toUnsignedInt(bytes.getShort(0x68));
    }

    int directoryBlockSize() {
        return blockSize() << bytes.get(0xc0);
    }

    /** Returns how many blocks each group has; the last may have fewer. */
    long groupBlocks() {
        return Integer.toUnsignedLong(bytes.getInt(0x54));
    }

    long groupCount() {
        return Integer.toUnsignedLong(bytes.getInt(0x58));
    }

    long lengthOf(long group) {
        return Math.min(groupBlocks(), blocks() - group * groupBlocks());
    }

    /** Returns where a block of a group lies, in bytes. */
    long offset(long group, long block) {
        return (group * groupBlocks() + block) * blockSize();
    }

    /** Returns how many blocks at the start of each group its superblock and the three sectors behind it take. */
    long headerBlocks() {
        return (4L * sectorSize() + blockSize() - 1) / blockSize();
    }

    /** Returns how many bits of a block's number say which of its group it is. */
    int groupBits() {
        return bytes.get(0x7c);
    }

    /** Returns whether blocks, the number of whose first is given as XFS gives it, lie within a group. */
    boolean contains(long block, long count) {
        long group = block >>> groupBits();
        long inGroup = block & (1L << groupBits()) - 1;
        return group < groupCount() && count >= 0 && inGroup <= lengthOf(group) - count;
    }

    /** Returns where a block lies, in bytes, whose number is given as XFS gives it: with that of its group in its upper bits. */
    long offset(long block) {
        return offset(block >>> groupBits(), block & (1L << groupBits()) - 1);
    }

    long rootInode() {
        return bytes.getLong(0x38);
    }

    /** Returns how many bits of an inode's number say which of its block it is. */
    int inodeBits() {
        return bytes.get(0x7b);
    }

    long logStart() {
        return bytes.getLong(0x30);
    }

    long logBlocks() {
        return Integer.toUnsignedLong(bytes.getInt(0x60));
    }

    boolean hasFreeInodeTree() {
        return hasReadOnlyFeature(RO_COMPAT_INODE_TREE);
    }

    boolean hasReverseMap() {
        return hasReadOnlyFeature(RO_COMPAT_REVERSE_MAP);
    }

    boolean hasReflink() {
        return hasReadOnlyFeature(RO_COMPAT_REFLINK);
    }

    private boolean hasReadOnlyFeature(int feature) {
        return hasChecksums() && (bytes.getInt(0xd4) & feature) != 0;
    }

    /** Returns whether entries of directories tell types. */
    boolean hasTypes() {
        return hasChecksums() ? (bytes.getInt(0xd8) & INCOMPAT_TYPES) != 0 : (features2() & FEATURE2_TYPES) != 0;
    }

    private int features2() {
        return (bytes.getShort(0x64) & MORE_FEATURES) != 0 ? bytes.getInt(0xc8) : 0;
    }

    /** Returns when it was last written: a place in the log. */
    long lastWritten() {
        return hasChecksums() ? bytes.getLong(0xf0) : 0;
    }

    /** Returns the UUID that each structure of version 5 has. */
    UUID structureUuid() {
        return Uuids.read(bytes, (bytes.getInt(0xd8) & INCOMPAT_META_UUID) != 0 ? 0xf8 : 0x20);
    }

    Optional<String> label() {
        return PaddedText.read(bytes, LABEL, LABEL_LENGTH);
    }

    Optional<String> uuid() {
        return Optional.of(Uuids.read(bytes, 0x20).toString());
    }
}
