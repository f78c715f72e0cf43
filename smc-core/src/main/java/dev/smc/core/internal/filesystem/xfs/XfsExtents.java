package dev.smc.core.internal.filesystem.xfs;

import dev.smc.api.error.CorruptDiskException;
import dev.smc.core.internal.disk.DiskRange;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Finds the blocks of a file: in its list of extents, or through a tree of them. Thread-safe. A block of such a tree:
 *
 * <pre>
 *  0 magic   4 level, 0 for leaves, 2 bytes   6 number of entries, 2 bytes   8 left, and 16 right neighbour, 8 bytes each
 * 24 in version 5: own place in 512 bytes, 32 last written, 8 bytes each; 40 UUID; 56 inode, 8 bytes; 64 checksum
 *    entries.  In a leaf: extents of 16 bytes
 *              Else: as many as fit of the first offsets of its children, then as many of the children's blocks, 8 bytes each
 * </pre>
 *
 * <p>The root, in the inode, has only level and number before its entries. Of an extent the first bit says that it was reserved, but
 * never written; then follow its offset in the file in 54 bits, its first block in 52, and its length in 21, all in blocks.
 */
final class XfsExtents {
    private static final int MAGIC_4 = 0x424d4150;
    private static final int MAGIC_5 = 0x424d4133;
    private static final int HEADER_4 = 24;
    private static final int HEADER_5 = 72;
    private static final int ROOT_HEADER = 4;
    private static final int EXTENT = 16;
    private static final int POINTER = 16;
    private static final int MOST_LEVELS = 16;
    /** In blocks; what is left of a longer one is found when it is asked for. */
    private static final long LONGEST_HOLE = 1 << 30;

    private final DiskRange range;
    private final XfsSuperblock superblock;

    XfsExtents(DiskRange range, XfsSuperblock superblock) {
        this.range = range;
        this.superblock = superblock;
    }

    /**
     * Blocks of a file in a row.
     *
     * @param offset where they lie, in bytes, or -1 if they read as zeros
     * @param length of them in bytes
     */
    record Run(long offset, long length) {}

    /** Returns the longest run that is known without reading more, and starts with a block of a file. */
    Run find(XfsInode inode, long logical) {
        ByteBuffer content = inode.content();
        if (inode.format() == XfsInode.FORMAT_EXTENTS) {
            long count = inode.extentCount();
            check(
                    inode,
                    count >= 0 && count <= content.capacity() / EXTENT,
                    count + " extents",
                    "those it has room for");
            return inExtents(inode, content, 0, (int) count, logical);
        }
        check(inode, inode.format() == XfsInode.FORMAT_TREE, "format " + inode.format(), "extents, or a tree of them");
        return inTree(inode, content, logical);
    }

    private Run inTree(XfsInode inode, ByteBuffer root, long logical) {
        ByteBuffer node = root;
        int fields = 0;
        int header = ROOT_HEADER;
        int level = Short.toUnsignedInt(root.getShort(0));
        check(inode, level > 0 && level < MOST_LEVELS, "a tree of " + level + " levels", "1 to " + MOST_LEVELS);
        while (true) {
            int most = (node.capacity() - header) / (level == 0 ? EXTENT : POINTER);
            int count = Short.toUnsignedInt(node.getShort(fields + 2));
            check(inode, count > 0 && count <= most, count + " entries in a tree of extents", "1 to " + most);
            if (level == 0) {
                return inExtents(inode, node, header, count, logical);
            }
            int child = 1;
            while (child < count && node.getLong(header + child * Long.BYTES) <= logical) {
                child++;
            }
            long block = node.getLong(header + (most + child - 1) * Long.BYTES);
            node = read(inode, block, --level);
            fields = Integer.BYTES;
            header = superblock.hasChecksums() ? HEADER_5 : HEADER_4;
        }
    }

    private ByteBuffer read(XfsInode inode, long block, int level) {
        check(inode, superblock.contains(block, 1), "block " + block, "one of the file system");
        ByteBuffer node =
                range.read(superblock.offset(block), superblock.blockSize()).order(ByteOrder.BIG_ENDIAN);
        boolean right = superblock.hasChecksums()
                ? node.getInt(0) == MAGIC_5 && node.getLong(56) == inode.number() && XfsChecksum.isRight(node, 64)
                : node.getInt(0) == MAGIC_4;
        check(inode, right && node.getShort(4) == level, "another content of block " + block, "a tree of extents");
        return node;
    }

    private Run inExtents(XfsInode inode, ByteBuffer list, int start, int count, long logical) {
        for (int i = 0; i < count; i++) {
            long high = list.getLong(start + i * EXTENT);
            long low = list.getLong(start + i * EXTENT + Long.BYTES);
            long within = logical - (high << 1 >>> 10);
            long length = low & (1 << 21) - 1;
            if (within < 0) {
                return new Run(-1, Math.min(-within, LONGEST_HOLE) * superblock.blockSize());
            }
            if (within < length) {
                long block = (high & (1 << 9) - 1) << 43 | low >>> 21;
                check(inode, superblock.contains(block, length), length + " blocks from " + block, "those of a group");
                long bytes = (length - within) * superblock.blockSize();
                return new Run(high < 0 ? -1 : superblock.offset(block) + within * superblock.blockSize(), bytes);
            }
        }
        return new Run(-1, superblock.blockSize());
    }

    private void check(XfsInode inode, boolean right, String found, String expected) {
        if (!right) {
            throw new CorruptDiskException(
                    range.disk().location(), range.offset(), found + " (inode " + inode.number() + ")", expected);
        }
    }
}
