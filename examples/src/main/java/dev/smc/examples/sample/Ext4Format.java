package dev.smc.examples.sample;

import static dev.smc.examples.sample.Ext4Geometry.BLOCK;
import static dev.smc.examples.sample.Ext4Geometry.BLOCKS_PER_GROUP;
import static dev.smc.examples.sample.Ext4Geometry.INODES_PER_GROUP;
import static dev.smc.examples.sample.Ext4Geometry.INODE_SIZE;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * The structures of ext4 as bytes; offsets are those of the Linux kernel's {@code Documentation/filesystems/ext4}. The features
 * are those that every ext4 has, without a journal and without checksums of metadata.
 */
final class Ext4Format {
    static final int FIRST_FREE_INODE = 11;
    static final int EXTENTS_PER_LEAF = (BLOCK - 12) / 12;
    static final int EXTENTS_PER_INODE = 4;

    private static final int INCOMPATIBLE = 0x2 | 0x40; // file types in directories, extents
    private static final int READ_ONLY_COMPATIBLE =
            0x1 | 0x2 | 0x40; // sparse superblocks, large files, extra inode size
    private static final int EXTRA_INODE_SIZE = 32;
    private static final int EXTENTS_FLAG = 0x80000;

    private Ext4Format() {}

    /** Returns a superblock, which also says in which group this copy stands. */
    static ByteBuffer superblock(
            Ext4Geometry geometry, UUID id, String label, int time, int group, int freeBlocks, int freeInodes) {
        ByteBuffer block = buffer(1024);
        block.putInt(0x00, geometry.inodes()).putInt(0x04, geometry.blocks());
        block.putInt(0x0C, freeBlocks).putInt(0x10, freeInodes);
        block.putInt(0x18, 2).putInt(0x1C, 2); // blocks of 1024 << 2 bytes
        block.putInt(0x20, BLOCKS_PER_GROUP).putInt(0x24, BLOCKS_PER_GROUP).putInt(0x28, INODES_PER_GROUP);
        block.putInt(0x30, time).putShort(0x36, (short) -1).putShort(0x38, (short) 0xEF53);
        block.putShort(0x3A, (short) 1).putShort(0x3C, (short) 1); // unmounted cleanly; go on after errors
        block.putInt(0x40, time).putInt(0x4C, 1); // last check; revision 1
        block.putInt(0x54, FIRST_FREE_INODE).putShort(0x58, (short) INODE_SIZE).putShort(0x5A, (short) group);
        block.putInt(0x60, INCOMPATIBLE).putInt(0x64, READ_ONLY_COMPATIBLE);
        putId(block, 0x68, id);
        block.put(0x78, label.getBytes(UTF_8));
        putId(block, 0xEC, id); // any 16 bytes will do as the seed of directory hashes
        block.put(0xFC, (byte) 1).putInt(0x108, time);
        return block.putShort(0x15C, (short) EXTRA_INODE_SIZE).putShort(0x15E, (short) EXTRA_INODE_SIZE);
    }

    static void putDescriptor(
            ByteBuffer table, Ext4Geometry geometry, int group, int freeBlocks, int freeInodes, int directories) {
        table.putInt(geometry.blockBitmap(group)).putInt(geometry.inodeBitmap(group));
        table.putInt(geometry.inodeTable(group)).putShort((short) freeBlocks);
        table.putShort((short) freeInodes).putShort((short) directories);
        table.position(table.position() + 14);
    }

    static void putInode(ByteBuffer table, int at, Ext4Node node, int created) {
        table.putShort(at, (short) node.mode).putShort(at + 0x02, (short) node.owner);
        table.putInt(at + 0x04, (int) node.size).putInt(at + 0x6C, (int) (node.size >>> 32));
        table.putInt(at + 0x08, node.modified).putInt(at + 0x0C, node.modified).putInt(at + 0x10, node.modified);
        table.putShort(at + 0x18, (short) node.owner).putShort(at + 0x1A, (short) node.links());
        table.putInt(at + 0x1C, (node.blocks() + node.treeBlocks.size()) * (BLOCK / 512));
        if (node.type() == Ext4Node.LINK) {
            table.put(at + 0x28, node.linkTarget.getBytes(UTF_8));
        } else {
            table.putInt(at + 0x20, EXTENTS_FLAG).put(at + 0x28, root(node), 0, 60);
        }
        table.putShort(at + 0x80, (short) EXTRA_INODE_SIZE).putInt(at + 0x90, created);
    }

    private static ByteBuffer root(Ext4Node node) {
        ByteBuffer root = buffer(60);
        if (node.treeBlocks.isEmpty()) {
            putExtents(root, node.runs, EXTENTS_PER_INODE);
            return root;
        }
        putHeader(root, node.treeBlocks.size(), EXTENTS_PER_INODE, 1);
        for (int i = 0; i < node.treeBlocks.size(); i++) {
            root.putInt(node.runs.get(i * EXTENTS_PER_LEAF).fileBlock());
            root.putInt(node.treeBlocks.get(i)).putInt(0);
        }
        return root;
    }

    /** Returns a leaf of an extent tree. */
    static ByteBuffer leaf(List<Ext4Node.Run> runs) {
        ByteBuffer leaf = buffer(BLOCK);
        putExtents(leaf, runs, EXTENTS_PER_LEAF);
        return leaf.clear();
    }

    private static void putExtents(ByteBuffer target, List<Ext4Node.Run> runs, int max) {
        putHeader(target, runs.size(), max, 0);
        for (Ext4Node.Run run : runs) {
            target.putInt(run.fileBlock())
                    .putShort((short) run.length())
                    .putShort((short) 0)
                    .putInt(run.diskBlock());
        }
    }

    private static void putHeader(ByteBuffer target, int entries, int max, int depth) {
        target.putShort((short) 0xF30A).putShort((short) entries).putShort((short) max);
        target.putShort((short) depth).putInt(0);
    }

    /** Returns the contents of a directory: whole blocks, in each of which the last entry reaches to the end. */
    static ByteBuffer directory(Ext4Node node) {
        ByteBuffer entries = buffer(blocksFor(node) * BLOCK);
        Ext4Node parent = node.parent == null ? node : node.parent;
        int last = putEntry(entries, -1, ".", node);
        last = putEntry(entries, last, "..", parent);
        for (Map.Entry<String, Ext4Node> child : node.children.entrySet()) {
            last = putEntry(entries, last, child.getKey(), child.getValue());
        }
        int end = roundUp(entries.position(), BLOCK);
        entries.putShort(last + 4, (short) (end - last));
        return entries.limit(end).position(0);
    }

    /** Puts an entry behind the last one, into the next block if it would cross into it, and returns where it starts. */
    private static int putEntry(ByteBuffer target, int last, String name, Ext4Node node) {
        byte[] bytes = name.getBytes(UTF_8);
        int length = roundUp(8 + bytes.length, 4);
        int at = target.position();
        if (at % BLOCK + length > BLOCK) {
            at = roundUp(at, BLOCK);
            target.putShort(last + 4, (short) (at - last));
        }
        target.position(at);
        target.putInt(node.inode)
                .putShort((short) length)
                .put((byte) bytes.length)
                .put(fileType(node))
                .put(bytes);
        target.position(at + length);
        return at;
    }

    /** Returns at least as many blocks as the entries need: one more for each seven eighths of a block, as names are short. */
    private static int blocksFor(Ext4Node node) {
        int bytes = 24;
        for (String name : node.children.keySet()) {
            bytes += roundUp(8 + name.getBytes(UTF_8).length, 4);
        }
        return 2 + bytes / (BLOCK - 264);
    }

    private static byte fileType(Ext4Node node) {
        return switch (node.type()) {
            case Ext4Node.DIRECTORY -> 2;
            case Ext4Node.LINK -> 7;
            default -> 1;
        };
    }

    static int roundUp(int value, int unit) {
        return Ext4Geometry.ceilDiv(value, unit) * unit;
    }

    private static void putId(ByteBuffer target, int at, UUID id) {
        target.order(ByteOrder.BIG_ENDIAN);
        target.putLong(at, id.getMostSignificantBits()).putLong(at + 8, id.getLeastSignificantBits());
        target.order(ByteOrder.LITTLE_ENDIAN);
    }

    static ByteBuffer buffer(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }
}
