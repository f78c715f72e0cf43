package dev.smc.examples.sample;

/**
 * Where an ext4 file system of a given number of blocks keeps its structures. Every block group holds:
 *
 * <pre>
 *  [superblock, group descriptors]  block bitmap  inode bitmap  inode table  data ...
 *   only groups 0, 1 and powers of 3, 5, 7
 * </pre>
 */
record Ext4Geometry(int blocks) {
    static final int BLOCK = 4096;
    static final int BLOCKS_PER_GROUP = BLOCK * 8;
    static final int INODES_PER_GROUP = 2048;
    static final int INODE_SIZE = 256;

    private static final int DESCRIPTOR_SIZE = 32;
    private static final int TABLE_BLOCKS = INODES_PER_GROUP * INODE_SIZE / BLOCK;
    private static final int MIN_LAST_GROUP = 512;

    /** Returns the geometry of a file system in a partition; a last group too short to be of use is left out. */
    static Ext4Geometry ofBytes(long bytes) {
        int blocks = Math.toIntExact(bytes / BLOCK);
        int last = blocks % BLOCKS_PER_GROUP;
        return new Ext4Geometry(last < MIN_LAST_GROUP ? blocks - last : blocks);
    }

    int groups() {
        return ceilDiv(blocks, BLOCKS_PER_GROUP);
    }

    int inodes() {
        return groups() * INODES_PER_GROUP;
    }

    int firstBlock(int group) {
        return group * BLOCKS_PER_GROUP;
    }

    int blocksIn(int group) {
        return Math.min(BLOCKS_PER_GROUP, blocks - firstBlock(group));
    }

    boolean hasSuperblock(int group) {
        return group <= 1 || isPower(group, 3) || isPower(group, 5) || isPower(group, 7);
    }

    int blockBitmap(int group) {
        return firstBlock(group) + (hasSuperblock(group) ? 1 + ceilDiv(groups() * DESCRIPTOR_SIZE, BLOCK) : 0);
    }

    int inodeBitmap(int group) {
        return blockBitmap(group) + 1;
    }

    int inodeTable(int group) {
        return blockBitmap(group) + 2;
    }

    int firstData(int group) {
        return inodeTable(group) + TABLE_BLOCKS;
    }

    static int ceilDiv(int value, int unit) {
        return (value + unit - 1) / unit;
    }

    private static boolean isPower(int value, int base) {
        while (value % base == 0) {
            value /= base;
        }
        return value == 1;
    }
}
