package dev.smc.core.internal.filesystem.xfs;

import dev.smc.core.internal.disk.DiskRange;
import dev.smc.core.internal.disk.Uuids;
import dev.smc.core.internal.filesystem.UnmappableException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Walks a tree of a group's free space. There are two of them, with the same entries: one is in order of place, the other in order
 * of length, then place. A block of them:
 *
 * <pre>
 *  0 magic   4 level, 0 for leaves, 2 bytes   6 number of entries, 2 bytes   8 left, and 12 right neighbour, 4 bytes each
 * 16 in version 5: own place in 512 bytes, 24 last written, 8 bytes each; 32 UUID; 48 group, 52 checksum, 4 bytes each
 *    entries.  In a leaf: first block, and number of blocks, 4 bytes each
 *              Else: as many as fit of the first entries of its children, then as many of the children's blocks, 4 bytes each
 * </pre>
 *
 * <p>Because the entries only ever ascend, no part of a tree is visited twice.
 */
final class XfsFreeTree {
    private static final int HEADER_4 = 16;
    private static final int HEADER_5 = 56;
    private static final int ENTRY = 8;
    private static final int MOST_LEVELS = 9;
    private static final int NONE = -1;
    private static final int SECTOR = 512;

    /** Takes what a walk finds. */
    interface Visitor {
        /** Takes blocks that are free, in order. */
        void free(long first, long count) throws UnmappableException;

        /** Takes a block of the tree. */
        void node(long block) throws UnmappableException;
    }

    /** What a tree is in order of. */
    enum Order {
        PLACE(0x41425442, 0x41423342),
        LENGTH(0x41425443, 0x41423343);

        private final int magic4;
        private final int magic5;

        Order(int magic4, int magic5) {
            this.magic4 = magic4;
            this.magic5 = magic5;
        }

        private long key(long start, long count) {
            return this == PLACE ? start : count << 32 | start;
        }
    }

    private final DiskRange range;
    private final XfsSuperblock superblock;
    private final XfsGroup group;
    private final Order order;
    private final long head;
    private final Visitor visitor;
    /** The last block of each level, and what it calls its right neighbour. */
    private final int[] last = new int[MOST_LEVELS];

    private final int[] next = new int[MOST_LEVELS];
    private long lastKey = NONE;
    private long end;
    private long free;
    private long longest;
    private long digest;

    private XfsFreeTree(
            DiskRange range, XfsSuperblock superblock, XfsGroup group, Order order, long head, Visitor visitor) {
        this.range = range;
        this.superblock = superblock;
        this.group = group;
        this.order = order;
        this.head = head;
        this.visitor = visitor;
        Arrays.fill(last, NONE);
        Arrays.fill(next, NONE);
    }

    /**
     * Visits all of one of a group's trees, and checks that it is as long as the group says.
     *
     * @return a digest of the entries, whatever their order
     */
    static long walk(DiskRange range, XfsSuperblock superblock, XfsGroup group, Order order, long head, Visitor visitor)
            throws UnmappableException {
        XfsFreeTree tree = new XfsFreeTree(range, superblock, group, order, head, visitor);
        long levels = group.levels(order);
        UnmappableException.check(levels >= 1 && levels <= MOST_LEVELS, tree.name() + " has " + levels + " levels");
        tree.visit(group.root(order), (int) levels - 1, NONE);
        UnmappableException.check(
                Arrays.stream(tree.next).allMatch(block -> block == NONE),
                tree.name() + " has neighbours that are not in it");
        UnmappableException.check(
                tree.free == group.freeBlocks() && tree.longest == group.longest(),
                tree.name() + " has " + tree.free + " free blocks, up to " + tree.longest
                        + " in a row, but its header says " + group.freeBlocks() + " and " + group.longest());
        return tree.digest;
    }

    /**
     * Visits a block and all below it.
     *
     * @param first the key that its parent says its first entry has, or -1 if it is the root
     */
    private void visit(long block, int level, long first) throws UnmappableException {
        ByteBuffer node = read(block, level);
        visitor.node(block);
        int header = superblock.hasChecksums() ? HEADER_5 : HEADER_4;
        int most = (node.capacity() - header) / (level == 0 ? ENTRY : ENTRY + Integer.BYTES);
        int count = Short.toUnsignedInt(node.getShort(6));
        UnmappableException.check(
                count <= most && (count > 0 || (level == 0 && first < 0)), name(block) + " has " + count + " entries");
        UnmappableException.check(
                first < 0 || order.key(unsigned(node, header), unsigned(node, header + Integer.BYTES)) == first,
                name(block) + " does not start with the entry that its parent has");
        for (int i = 0; i < count; i++) {
            long start = unsigned(node, header + i * ENTRY);
            long length = unsigned(node, header + i * ENTRY + Integer.BYTES);
            if (level > 0) {
                visit(unsigned(node, header + most * ENTRY + i * Integer.BYTES), level - 1, order.key(start, length));
            } else {
                add(block, start, length);
            }
        }
    }

    private void add(long block, long start, long count) throws UnmappableException {
        long key = order.key(start, count);
        UnmappableException.check(
                key > lastKey
                        && (order == Order.LENGTH || start >= end)
                        && count > 0
                        && start + count <= group.length(),
                name(block) + " says that " + count + " blocks from " + start + " are free");
        visitor.free(start, count);
        lastKey = key;
        end = start + count;
        free += count;
        longest = Math.max(longest, count);
        digest += mix(start << 32 | count);
    }

    /** Spreads bits, so that no few changes to entries keep the sum as it was. */
    private static long mix(long entry) {
        long mixed = (entry ^ entry >>> 30) * 0xbf58476d1ce4e5b9L;
        mixed = (mixed ^ mixed >>> 27) * 0x94d049bb133111ebL;
        return mixed ^ mixed >>> 31;
    }

    private ByteBuffer read(long block, int level) throws UnmappableException {
        UnmappableException.check(block < group.length(), name(block) + " lies outside of it");
        long offset = superblock.offset(group.number(), block);
        ByteBuffer node = range.read(offset, superblock.blockSize()).order(ByteOrder.BIG_ENDIAN);
        boolean right = node.getInt(0) == (superblock.hasChecksums() ? order.magic5 : order.magic4)
                && node.getShort(4) == level
                && (last[level] == NONE || next[level] == (int) block)
                && node.getInt(8) == last[level];
        UnmappableException.check(right, name(block) + " is not the one that others name");
        if (superblock.hasChecksums()) {
            boolean own = node.getLong(16) == offset / SECTOR
                    && node.getLong(24) <= head
                    && Uuids.read(node, 32).equals(superblock.structureUuid())
                    && Integer.toUnsignedLong(node.getInt(48)) == group.number();
            UnmappableException.check(own, name(block) + " belongs elsewhere");
            UnmappableException.check(XfsChecksum.isRight(node, 52), "the checksum of " + name(block) + " is wrong");
        }
        last[level] = (int) block;
        next[level] = node.getInt(12);
        return node;
    }

    private String name() {
        return "the tree of its group " + group.number() + " by " + (order == Order.PLACE ? "place" : "length");
    }

    private String name(long block) {
        return "the block " + block + " of " + name();
    }

    private static long unsigned(ByteBuffer bytes, int offset) {
        return Integer.toUnsignedLong(bytes.getInt(offset));
    }
}
