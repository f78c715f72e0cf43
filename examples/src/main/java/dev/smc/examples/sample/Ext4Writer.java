package dev.smc.examples.sample;

import static dev.smc.examples.sample.Ext4Geometry.BLOCK;
import static dev.smc.examples.sample.Ext4Geometry.BLOCKS_PER_GROUP;
import static dev.smc.examples.sample.Ext4Geometry.INODES_PER_GROUP;
import static dev.smc.examples.sample.Ext4Geometry.INODE_SIZE;

import dev.smc.spi.disk.AllocationMap;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.UUID;

/**
 * Writes an ext4 file system. Contents go to the disk at once, structures with {@link #flush}, after which the file system is
 * whole and clean; then more can be changed and flushed again. Blocks are given out in the order of the disk and never twice.
 */
final class Ext4Writer {
    private static final int ROOT_INODE = 2;
    private static final int MAX_NAME = 255;
    private static final int MAX_LINK_TARGET = 59;

    private final DiskFile disk;
    private final long base;
    private final Ext4Geometry geometry;
    private final UUID id;
    private final String label;
    private final int created;
    private final BitSet usedBlocks = new BitSet();
    private final NavigableMap<Integer, Ext4Node> nodes = new TreeMap<>();
    private final Ext4Node root;
    private int nextInode = Ext4Format.FIRST_FREE_INODE;
    private int nextBlock;
    private int now;

    /** Creates an empty file system in {@code length} bytes of the disk from {@code base} on, made at {@code time} in seconds. */
    Ext4Writer(DiskFile disk, long base, long length, UUID id, String label, int time) {
        this.disk = disk;
        this.base = base;
        this.geometry = Ext4Geometry.ofBytes(length);
        this.id = id;
        this.label = label;
        this.created = time;
        this.now = time;
        for (int group = 0; group < geometry.groups(); group++) {
            usedBlocks.set(geometry.firstBlock(group), geometry.firstData(group));
        }
        root = new Ext4Node(ROOT_INODE, Ext4Node.DIRECTORY | 0755, 0, null, now);
        nodes.put(ROOT_INODE, root);
        add("/lost+found", Ext4Node.DIRECTORY | 0700, 0);
    }

    /** Sets the time that later changes are noted with, in seconds since the epoch. */
    void time(int seconds) {
        now = seconds;
    }

    Ext4Node file(String path, int permissions, int owner) {
        return add(path, Ext4Node.FILE | permissions, owner);
    }

    void link(String path, String target) {
        if (target.length() > MAX_LINK_TARGET) {
            throw new IllegalArgumentException("link target of " + target.length() + " characters: " + target);
        }
        Ext4Node link = add(path, Ext4Node.LINK | 0777, 0);
        link.linkTarget = target;
        link.size = target.length();
    }

    /** Adds a name and the directories above it that are missing, which get the same owner. */
    private Ext4Node add(String path, int mode, int owner) {
        Ext4Node parent = root;
        String[] names = path.substring(1).split("/", -1);
        for (int i = 0; i < names.length - 1; i++) {
            Ext4Node next = parent.children.get(names[i]);
            parent = next == null ? child(parent, names[i], Ext4Node.DIRECTORY | 0755, owner) : next;
        }
        return child(parent, names[names.length - 1], mode, owner);
    }

    private Ext4Node child(Ext4Node parent, String name, int mode, int owner) {
        if (name.isEmpty() || name.length() > MAX_NAME || parent.children.containsKey(name)) {
            throw new IllegalArgumentException("name is empty, too long or taken: " + name);
        }
        if (nextInode > geometry.inodes()) {
            throw new IllegalStateException("all " + geometry.inodes() + " inodes are taken; make the disk larger");
        }
        Ext4Node node = new Ext4Node(nextInode++, mode, owner, parent, now);
        nodes.put(node.inode, node);
        parent.children.put(name, node);
        return node;
    }

    /** Removes a file; its blocks become free, but keep what was written to them. */
    void delete(Ext4Node file) {
        nodes.remove(file.inode);
        if (file.parent != null) {
            file.parent.children.values().remove(file);
        }
        file.runs.forEach(run -> usedBlocks.clear(run.diskBlock(), run.diskBlock() + run.length()));
        file.treeBlocks.forEach(usedBlocks::clear);
    }

    void append(Ext4Node file, ByteBuffer data) throws IOException {
        long offset = file.size;
        grow(file, offset + data.remaining());
        overwrite(file, offset, data);
    }

    void overwrite(Ext4Node file, long offset, ByteBuffer data) throws IOException {
        file.modified = now;
        int end = data.limit();
        while (data.position() < end) {
            Ext4Node.Run run = file.runAt(offset);
            long within = offset - (long) run.fileBlock() * BLOCK;
            long left = (long) run.length() * BLOCK - within;
            int piece = (int) Math.min(left, end - data.position());
            data.limit(data.position() + piece);
            write(run.diskBlock(), within, data);
            data.limit(end);
            offset += piece;
        }
    }

    private void grow(Ext4Node file, long size) {
        while ((long) file.blocks() * BLOCK < size) {
            file.addBlock(allocate());
        }
        file.size = size;
    }

    private int allocate() {
        nextBlock = usedBlocks.nextClearBit(nextBlock);
        if (nextBlock >= geometry.blocks()) {
            throw new IllegalStateException("all " + geometry.blocks() + " blocks are taken; make the disk larger");
        }
        usedBlocks.set(nextBlock);
        return nextBlock++;
    }

    /** Writes every structure. Directories and extent trees first, as they may still take blocks. */
    void flush() throws IOException {
        for (Ext4Node node : nodes.values()) {
            if (node.isDirectory()) {
                ByteBuffer entries = Ext4Format.directory(node);
                grow(node, entries.remaining());
                overwrite(node, 0, entries);
            }
            writeExtentTree(node);
        }
        for (int group = 0; group < geometry.groups(); group++) {
            writeInodes(group);
        }
        writeBitmapsAndSuperblocks();
    }

    /** Returns how many bytes of the partition the file system takes. */
    long size() {
        return (long) geometry.blocks() * BLOCK;
    }

    /** Marks the blocks in use in a map of the disk. */
    void markUsed(AllocationMap.Builder map, long offset) {
        for (int from = usedBlocks.nextSetBit(0); from >= 0; ) {
            int to = usedBlocks.nextClearBit(from);
            map.add(offset + (long) from * BLOCK, (long) (to - from) * BLOCK);
            from = usedBlocks.nextSetBit(to);
        }
    }

    private void writeExtentTree(Ext4Node node) throws IOException {
        int runs = node.runs.size();
        int leaves = runs <= Ext4Format.EXTENTS_PER_INODE ? 0 : Ext4Geometry.ceilDiv(runs, Ext4Format.EXTENTS_PER_LEAF);
        if (leaves > Ext4Format.EXTENTS_PER_INODE) {
            throw new IllegalStateException("a file of " + runs + " extents needs a tree deeper than 1");
        }
        while (node.treeBlocks.size() < leaves) {
            node.treeBlocks.add(allocate());
        }
        for (int i = 0; i < leaves; i++) {
            int from = i * Ext4Format.EXTENTS_PER_LEAF;
            List<Ext4Node.Run> part = node.runs.subList(from, Math.min(runs, from + Ext4Format.EXTENTS_PER_LEAF));
            write(node.treeBlocks.get(i), 0, Ext4Format.leaf(part));
        }
    }

    private void writeInodes(int group) throws IOException {
        int first = group * INODES_PER_GROUP + 1;
        int count = Math.min(INODES_PER_GROUP, nextInode - first);
        if (count <= 0) {
            return;
        }
        ByteBuffer table = Ext4Format.buffer(count * INODE_SIZE);
        for (Ext4Node node : nodes.subMap(first, first + count).values()) {
            Ext4Format.putInode(table, (node.inode - first) * INODE_SIZE, node, created);
        }
        write(geometry.inodeTable(group), 0, table);
    }

    private void writeBitmapsAndSuperblocks() throws IOException {
        int groups = geometry.groups();
        ByteBuffer descriptors = Ext4Format.buffer(Ext4Format.roundUp(groups * 32, BLOCK));
        int freeBlocks = 0;
        int freeInodes = 0;
        for (int group = 0; group < groups; group++) {
            int firstInode = group * INODES_PER_GROUP + 1;
            BitSet inodes = new BitSet(INODES_PER_GROUP);
            if (group == 0) {
                inodes.set(0, Ext4Format.FIRST_FREE_INODE - 1);
            }
            var live = nodes.subMap(firstInode, firstInode + INODES_PER_GROUP).values();
            live.forEach(node -> inodes.set(node.inode - firstInode));
            int directories = (int) live.stream().filter(Ext4Node::isDirectory).count();

            int inGroup = geometry.blocksIn(group);
            BitSet blocks = usedBlocks.get(geometry.firstBlock(group), geometry.firstBlock(group) + inGroup);
            int groupFreeBlocks = inGroup - blocks.cardinality();
            int groupFreeInodes = INODES_PER_GROUP - inodes.cardinality();
            writeBitmap(geometry.blockBitmap(group), blocks, inGroup);
            writeBitmap(geometry.inodeBitmap(group), inodes, INODES_PER_GROUP);
            Ext4Format.putDescriptor(descriptors, geometry, group, groupFreeBlocks, groupFreeInodes, directories);
            freeBlocks += groupFreeBlocks;
            freeInodes += groupFreeInodes;
        }
        descriptors.clear();
        for (int group = 0; group < groups; group++) {
            if (geometry.hasSuperblock(group)) {
                // The first superblock stands behind the boot sector; the others start their group.
                int within = group == 0 ? 1024 : 0;
                ByteBuffer block = Ext4Format.superblock(geometry, id, label, created, group, freeBlocks, freeInodes);
                write(geometry.firstBlock(group), within, block);
                write(geometry.firstBlock(group) + 1, 0, descriptors.duplicate());
            }
        }
    }

    /** Writes a bitmap of one block, in which what lies behind the last item counts as used. */
    private void writeBitmap(int block, BitSet used, int items) throws IOException {
        BitSet bits = (BitSet) used.clone();
        bits.set(items, BLOCKS_PER_GROUP);
        write(block, 0, ByteBuffer.allocate(BLOCK).put(bits.toByteArray()).clear());
    }

    private void write(int block, long within, ByteBuffer data) throws IOException {
        disk.write(base + (long) block * BLOCK + within, data);
    }
}
