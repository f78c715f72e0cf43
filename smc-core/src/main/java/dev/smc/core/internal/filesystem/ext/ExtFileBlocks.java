package dev.smc.core.internal.filesystem.ext;

import dev.smc.api.error.CorruptDiskException;
import dev.smc.core.internal.disk.DiskRange;
import java.nio.ByteBuffer;

/** Finds the blocks of a file: through its tree of extents, or through the older tables of block numbers. Thread-safe. */
final class ExtFileBlocks {
    private static final int EXTENT_MAGIC = 0xf30a;
    private static final int EXTENT_ENTRY = 12;
    private static final int DEEPEST = 5;
    private static final int LONGEST_EXTENT = 32768;
    private static final int DIRECT = 12;

    private final DiskRange range;
    private final int blockSize;
    private final long blocks;

    ExtFileBlocks(DiskRange range, int blockSize, long blocks) {
        this.range = range;
        this.blockSize = blockSize;
        this.blocks = blocks;
    }

    /** Returns the block of the disk that holds a block of a file, or 0 if it is a hole. */
    long find(ExtInode inode, long logical) {
        return inode.hasExtents() ? inExtents(inode, logical) : inTables(inode, logical);
    }

    private long inExtents(ExtInode inode, long logical) {
        ByteBuffer node = inode.block();
        int depth = header(inode, node);
        while (true) {
            int entry = lastEntryUpTo(node, logical);
            if (entry == 0) {
                return 0;
            }
            if (depth == 0) {
                return inExtent(inode, node, entry, logical);
            }
            long child = Integer.toUnsignedLong(node.getInt(entry + 4))
                    | Short.toUnsignedLong(node.getShort(entry + 8)) << 32;
            node = read(inode, child);
            int next = header(inode, node);
            check(inode, next == depth - 1, "an extent node of depth " + next, "depth " + (depth - 1));
            depth = next;
        }
    }

    private int header(ExtInode inode, ByteBuffer node) {
        int magic = Short.toUnsignedInt(node.getShort(0));
        int entries = Short.toUnsignedInt(node.getShort(2));
        int depth = Short.toUnsignedInt(node.getShort(6));
        check(inode, magic == EXTENT_MAGIC, "extent magic 0x" + Integer.toHexString(magic), "0xf30a");
        check(inode, (entries + 1) * EXTENT_ENTRY <= node.capacity(), entries + " extents in a node", "fewer");
        check(inode, depth <= DEEPEST, "an extent tree of depth " + depth, "at most " + DEEPEST);
        return depth;
    }

    /** Returns where the last entry starts that begins at {@code logical} or before, or 0 if there is none. */
    private static int lastEntryUpTo(ByteBuffer node, long logical) {
        int low = 1;
        int high = Short.toUnsignedInt(node.getShort(2));
        while (low <= high) {
            int middle = (low + high) >>> 1;
            if (Integer.toUnsignedLong(node.getInt(middle * EXTENT_ENTRY)) <= logical) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return high * EXTENT_ENTRY;
    }

    private long inExtent(ExtInode inode, ByteBuffer node, int entry, long logical) {
        long within = logical - Integer.toUnsignedLong(node.getInt(entry));
        int length = Short.toUnsignedInt(node.getShort(entry + 4));
        // What is longer was reserved, but never written: it reads as zeros.
        if (length > LONGEST_EXTENT || within >= length) {
            return 0;
        }
        long start =
                Integer.toUnsignedLong(node.getInt(entry + 8)) | Short.toUnsignedLong(node.getShort(entry + 6)) << 32;
        return checked(inode, start + within);
    }

    private long inTables(ExtInode inode, long logical) {
        if (logical < DIRECT) {
            return checked(inode, Integer.toUnsignedLong(inode.block().getInt((int) logical * Integer.BYTES)));
        }
        long perBlock = blockSize / Integer.BYTES;
        long rest = logical - DIRECT;
        long covered = perBlock;
        int level = 1;
        while (level <= 3 && rest >= covered) {
            rest -= covered;
            covered *= perBlock;
            level++;
        }
        check(inode, level <= 3, "block " + logical + " of a file", "one that block numbers reach");
        long block = Integer.toUnsignedLong(inode.block().getInt((DIRECT + level - 1) * Integer.BYTES));
        while (level-- > 0 && block != 0) {
            covered /= perBlock;
            block = Integer.toUnsignedLong(read(inode, block).getInt((int) (rest / covered) * Integer.BYTES));
            rest %= covered;
        }
        return checked(inode, block);
    }

    private ByteBuffer read(ExtInode inode, long block) {
        return range.read(checked(inode, block) * blockSize, blockSize);
    }

    private long checked(ExtInode inode, long block) {
        check(inode, block < blocks, "block " + block, "one below " + blocks);
        return block;
    }

    private void check(ExtInode inode, boolean right, String found, String expected) {
        if (!right) {
            throw new CorruptDiskException(
                    range.disk().location(), range.offset(), found + " (inode " + inode.number() + ")", expected);
        }
    }
}
