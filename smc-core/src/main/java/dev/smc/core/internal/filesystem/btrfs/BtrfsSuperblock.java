package dev.smc.core.internal.filesystem.btrfs;

import dev.smc.core.internal.disk.DiskRange;
import dev.smc.core.internal.disk.PaddedText;
import dev.smc.core.internal.disk.Uuids;
import dev.smc.core.internal.filesystem.UnmappableException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.UUID;

/**
 * The superblock of btrfs, at 64 KiB; copies of it are at 64 MiB and 256 GiB. Hexadecimal offsets:
 *
 * <pre>
 *  0 checksum   20 UUID   30 its place   38 flags   40 magic   48 generation
 * 50 place of the root tree   58 of the chunk tree   60 of the log tree, or 0   78 bytes in use   88 number of devices
 * 90 sector size   94 node size   a0 length of the array of chunks   a4 generation of the chunk tree
 * b4 features that matter to writers   bc to all   c4 type of checksum   c6, c7, c8 levels of the three trees
 * c9 this device: its number   d1 its size   10b its UUID   12b label   23b UUID in nodes   32b array of chunks
 * </pre>
 */
final class BtrfsSuperblock {
    static final int LENGTH = 4096;

    private static final long OFFSET = 64 << 10;
    private static final long[] COPIES = {OFFSET, 64L << 20, 256L << 30};
    private static final int MOST_LEVELS = 8;
    private static final int CHUNK_ARRAY = 0x32b;
    private static final int CHUNK_ARRAY_LENGTH = 2048;
    private static final int LABEL = 0x12b;
    private static final int LABEL_LENGTH = 256;

    /** Written, relocating, and a seed for other file systems; all others are for errors and conversions that do not end. */
    private static final long FLAGS_UNDERSTOOD = 0x1 | 0x2 | 1L << 32;

    private static final long INCOMPAT_METADATA_UUID = 1 << 10;
    /** All up to three and four copies, but zones, extent tree v2, the stripe tree, and what is still to come; simple quotas. */
    private static final long INCOMPAT_UNDERSTOOD = 0xfff | 1 << 16;
    /** Free space tree, and whether it is valid; verity; block group tree. */
    private static final long COMPAT_RO_UNDERSTOOD = 0xf;

    private final ByteBuffer bytes;
    private final BtrfsChecksum checksum;

    private BtrfsSuperblock(ByteBuffer bytes) throws UnmappableException {
        this.bytes = bytes;
        this.checksum = BtrfsChecksum.of(Short.toUnsignedInt(bytes.getShort(0xc4)));
    }

    static BtrfsSuperblock read(DiskRange range) throws UnmappableException {
        UnmappableException.check(range.contains(OFFSET, LENGTH), "it is too short for a superblock");
        BtrfsSuperblock superblock = new BtrfsSuperblock(range.read(OFFSET, LENGTH));
        UnmappableException.check(
                superblock.checksum.isRight(superblock.bytes), "the checksum of its superblock is wrong");
        return superblock;
    }

    /** Checks that the trees can be found and trusted; everything below holds only then. */
    void checkMappable(long length) throws UnmappableException {
        checkUnderstood(bytes.getLong(0x38), FLAGS_UNDERSTOOD, "state flags");
        checkUnderstood(bytes.getLong(0xbc), INCOMPAT_UNDERSTOOD, "incompatible features");
        checkUnderstood(bytes.getLong(0xb4), COMPAT_RO_UNDERSTOOD, "read-only features");
        UnmappableException.check(bytes.getLong(0x30) == OFFSET, "its superblock belongs elsewhere");
        UnmappableException.check(bytes.getLong(0x88) == 1, "it is spread over " + bytes.getLong(0x88) + " devices");
        UnmappableException.check(
                size() > 0 && size() <= length,
                "it has " + Long.toUnsignedString(size()) + " bytes, but the partition only " + length);
        UnmappableException.check(
                isPowerOf2(sectorSize()) && sectorSize() >= 2048 && sectorSize() <= 65536,
                "its sectors have " + sectorSize() + " bytes");
        UnmappableException.check(
                isPowerOf2(nodeSize()) && nodeSize() >= sectorSize() && nodeSize() <= 65536,
                "its nodes have " + nodeSize() + " bytes");
        UnmappableException.check(
                bytes.getInt(0xa0) >= 0 && bytes.getInt(0xa0) <= CHUNK_ARRAY_LENGTH,
                "its array of chunks has " + bytes.getInt(0xa0) + " bytes");
        for (int level = 0xc6; level <= 0xc8; level++) {
            UnmappableException.check(
                    bytes.get(level) >= 0 && bytes.get(level) < MOST_LEVELS,
                    "it has a tree of " + bytes.get(level) + " levels");
        }
    }

    private static void checkUnderstood(long found, long understood, String what) throws UnmappableException {
        UnmappableException.check(
                (found & ~understood) == 0,
                "it has " + what + " 0x" + Long.toHexString(found & ~understood) + ", not understood");
    }

    private static boolean isPowerOf2(int value) {
        return Integer.bitCount(value) == 1;
    }

    /** Returns where the superblock and its copies are, as far as the device reaches. */
    static long[] copies() {
        return COPIES.clone();
    }

    BtrfsChecksum checksum() {
        return checksum;
    }

    long generation() {
        return bytes.getLong(0x48);
    }

    BtrfsTree.Root rootTree() {
        return new BtrfsTree.Root(bytes.getLong(0x50), bytes.get(0xc6), generation());
    }

    BtrfsTree.Root chunkTree() {
        return new BtrfsTree.Root(bytes.getLong(0x58), bytes.get(0xc7), bytes.getLong(0xa4));
    }

    /** Returns the tree of logs of what was forced to disk since the last generation was written, if there is one. */
    Optional<BtrfsTree.Root> logTree() {
        long place = bytes.getLong(0x60);
        return place == 0
                ? Optional.empty()
                : Optional.of(new BtrfsTree.Root(place, bytes.get(0xc8), generation() + 1));
    }

    long bytesUsed() {
        return bytes.getLong(0x78);
    }

    int sectorSize() {
        return bytes.getInt(0x90);
    }

    int nodeSize() {
        return bytes.getInt(0x94);
    }

    /** Returns the number of this device. */
    long device() {
        return bytes.getLong(0xc9);
    }

    UUID deviceUuid() {
        return Uuids.read(bytes, 0x10b);
    }

    /** Returns how many bytes of the device belong to the file system. */
    long size() {
        return bytes.getLong(0xd1);
    }

    /** Returns the UUID that each node has. */
    UUID nodeUuid() {
        return (bytes.getLong(0xbc) & INCOMPAT_METADATA_UUID) != 0 ? Uuids.read(bytes, 0x23b) : Uuids.read(bytes, 0x20);
    }

    /** Returns the chunks that hold the chunk tree: keys, each followed by its item. */
    ByteBuffer chunkArray() {
        return bytes.slice(CHUNK_ARRAY, bytes.getInt(0xa0)).order(bytes.order());
    }

    Optional<String> label() {
        return PaddedText.read(bytes, LABEL, LABEL_LENGTH);
    }

    Optional<String> uuid() {
        return Optional.of(Uuids.read(bytes, 0x20).toString());
    }
}
