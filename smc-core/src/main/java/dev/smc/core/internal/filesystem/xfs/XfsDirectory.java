package dev.smc.core.internal.filesystem.xfs;

import java.nio.ByteBuffer;
import java.util.function.BiPredicate;

/**
 * The names in a directory. A small one stands in its inode:
 *
 * <pre>
 * 0 number of entries   1 more than 0 if inodes' numbers take 8 bytes, not 4   2 the parent's number
 *   entries: 0 length of the name   1 unused, 2 bytes   3 name, then its type in 1 byte if the file system has types, then its inode
 * </pre>
 *
 * <p>Others have blocks, with an index behind them that is not needed to read all:
 *
 * <pre>
 * 0 magic   4 in version 5: checksum, 28 inode, 8 bytes    10, or 40 in version 5, entries up to the end
 *   entries: 0 inode, 8 bytes   8 length of the name   9 name, then its type if the file system has types; 2 bytes; to multiples of 8
 *            or ff ff, 2 length of what is free, 2 bytes
 * </pre>
 *
 * <p>If there is only one, its index is at its end: 8 bytes for each of as many entries as it says in the last 8 bytes but 4.
 */
final class XfsDirectory {
    private static final int MAGIC_BLOCK_4 = 0x58443242;
    private static final int MAGIC_BLOCK_5 = 0x58444233;
    private static final int MAGIC_DATA_4 = 0x58443244;
    private static final int MAGIC_DATA_5 = 0x58444433;
    private static final int TAIL = 8;
    private static final int FREE = 0xffff;
    /** Of entries; what is free may be shorter. */
    private static final int SHORTEST = 16;

    private final boolean checksums;
    private final int typeLength;

    XfsDirectory(XfsSuperblock superblock) {
        this.checksums = superblock.hasChecksums();
        this.typeLength = superblock.hasTypes() ? 1 : 0;
    }

    /** A directory does not hold what it should. */
    static final class DamagedException extends Exception {
        private static final long serialVersionUID = 1L;
    }

    /** Passes names and inodes from an inode's content to a visitor, until that returns false. */
    boolean scanInode(ByteBuffer content, BiPredicate<ByteBuffer, Long> visitor) throws DamagedException {
        check(content.capacity() >= 2 + Long.BYTES);
        int count = Byte.toUnsignedInt(content.get(0));
        int length = content.get(1) == 0 ? Integer.BYTES : Long.BYTES;
        int offset = 2 + length;
        for (int i = 0; i < count; i++) {
            check(offset < content.capacity());
            int nameLength = Byte.toUnsignedInt(content.get(offset));
            int inodeAt = offset + 3 + nameLength + typeLength;
            check(nameLength > 0 && inodeAt + length <= content.capacity());
            long inode =
                    length == Long.BYTES ? content.getLong(inodeAt) : Integer.toUnsignedLong(content.getInt(inodeAt));
            if (!visitor.test(content.slice(offset + 3, nameLength), inode)) {
                return false;
            }
            offset = inodeAt + length;
        }
        return true;
    }

    /** Passes names and inodes from a block to a visitor, until that returns false. */
    boolean scanBlock(long directory, ByteBuffer block, BiPredicate<ByteBuffer, Long> visitor) throws DamagedException {
        int magic = block.getInt(0);
        boolean single = magic == (checksums ? MAGIC_BLOCK_5 : MAGIC_BLOCK_4);
        check(single || magic == (checksums ? MAGIC_DATA_5 : MAGIC_DATA_4));
        check(!checksums || (block.getLong(0x28) == directory && XfsChecksum.isRight(block, 4)));
        int offset = checksums ? 0x40 : 0x10;
        int end = single ? indexStart(block, offset) : block.capacity();
        while (offset < end) {
            boolean free = Short.toUnsignedInt(block.getShort(offset)) == FREE;
            check(free || end - offset >= SHORTEST);
            int nameLength = free ? 0 : Byte.toUnsignedInt(block.get(offset + 8));
            int length = free
                    ? Short.toUnsignedInt(block.getShort(offset + 2))
                    : (9 + nameLength + typeLength + Short.BYTES + 7) / 8 * 8;
            check(length > 0 && length % 8 == 0 && length <= end - offset && (free || nameLength > 0));
            if (!free && !visitor.test(block.slice(offset + 9, nameLength), block.getLong(offset))) {
                return false;
            }
            offset += length;
        }
        return true;
    }

    private static int indexStart(ByteBuffer block, int first) throws DamagedException {
        long entries = Integer.toUnsignedLong(block.getInt(block.capacity() - TAIL));
        long start = block.capacity() - TAIL - entries * Long.BYTES;
        check(start >= first);
        return (int) start;
    }

    private static void check(boolean right) throws DamagedException {
        if (!right) {
            throw new DamagedException();
        }
    }
}
