package dev.smc.core.internal.filesystem.btrfs;

import dev.smc.core.internal.disk.Uuids;
import dev.smc.core.internal.filesystem.UnmappableException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Walks the trees of btrfs. A node:
 *
 * <pre>
 *  0  checksum and UUID; 48 its address; 80 generation; 88 number of the tree that wrote it; 8 bytes each
 * 96  number of entries, 4 bytes
 * 100 level, 0 for leaves
 * 101 entries.  In a leaf, 25 bytes: key; 17 offset of the item from 101 on; 21 its length; 4 bytes each
 *               Else, 33 bytes: key, the first of the child; 17 its address; 25 its generation; 8 bytes each
 * </pre>
 *
 * <p>Because the keys only ever ascend, no node is visited twice.
 */
final class BtrfsTree {
    private static final int HEADER = 101;
    private static final int LEAF_ENTRY = 25;
    private static final int NODE_ENTRY = 33;
    private static final int MOST_NODES = 1 << 22;

    /** A node, as whatever names it describes it. */
    record Root(long address, int level, long generation) {}

    /** Takes what a walk finds. */
    interface Visitor {
        /** Takes an item. */
        void item(BtrfsKey key, ByteBuffer item) throws UnmappableException;

        /** Takes the address of a node, before what is in it. */
        default void node(long address) throws UnmappableException {}
    }

    private final BtrfsSuperblock superblock;
    private final BtrfsChunks chunks;
    private final Visitor visitor;
    private @Nullable BtrfsKey last;
    private int nodes;

    private BtrfsTree(BtrfsSuperblock superblock, BtrfsChunks chunks, Visitor visitor) {
        this.superblock = superblock;
        this.chunks = chunks;
        this.visitor = visitor;
    }

    /** Visits all of a tree, in order. */
    static void walk(BtrfsSuperblock superblock, BtrfsChunks chunks, Root root, Visitor visitor)
            throws UnmappableException {
        new BtrfsTree(superblock, chunks, visitor).visit(root, null);
    }

    private void visit(Root root, @Nullable BtrfsKey first) throws UnmappableException {
        UnmappableException.check(++nodes <= MOST_NODES, "it has a tree of more than " + MOST_NODES + " nodes");
        ByteBuffer node = read(root);
        visitor.node(root.address());
        int length = root.level() == 0 ? LEAF_ENTRY : NODE_ENTRY;
        int count = node.getInt(96);
        UnmappableException.check(
                count >= (first == null ? 0 : 1) && count <= (node.capacity() - HEADER) / length,
                name(root) + " has " + count + " entries");
        for (int i = 0; i < count; i++) {
            int entry = HEADER + i * length;
            BtrfsKey key = BtrfsKey.read(node, entry);
            UnmappableException.check(
                    i > 0 || first == null || key.equals(first),
                    name(root) + " does not start with the key its parent has");
            if (root.level() == 0) {
                UnmappableException.check(last == null || key.compareTo(last) > 0, name(root) + " is not in order");
                last = key;
                visitor.item(key, item(node, entry, root));
            } else {
                visit(new Root(node.getLong(entry + 17), root.level() - 1, node.getLong(entry + 25)), key);
            }
        }
    }

    private ByteBuffer read(Root root) throws UnmappableException {
        ByteBuffer node = chunks.read(root.address(), superblock.nodeSize());
        UnmappableException.check(superblock.checksum().isRight(node), "the checksum of " + name(root) + " is wrong");
        boolean right = Uuids.read(node, 32).equals(superblock.nodeUuid())
                && node.getLong(48) == root.address()
                && node.getLong(80) == root.generation()
                && node.get(100) == root.level();
        UnmappableException.check(right, name(root) + " is not the one that its parent names");
        return node;
    }

    private static ByteBuffer item(ByteBuffer node, int entry, Root root) throws UnmappableException {
        long offset = HEADER + Integer.toUnsignedLong(node.getInt(entry + 17));
        long length = Integer.toUnsignedLong(node.getInt(entry + 21));
        UnmappableException.check(
                offset + length <= node.capacity(), name(root) + " has an item that ends behind its end");
        return node.slice((int) offset, (int) length).order(node.order());
    }

    private static String name(Root root) {
        return "its node at " + Long.toUnsignedString(root.address());
    }
}
