package dev.smc.core.internal.filesystem.ext;

import dev.smc.core.internal.filesystem.UnmappableException;

/** Where in a block group the copies of the superblock and of the group descriptors lie, which no descriptor names. */
final class ExtBaseBlocks {
    private ExtBaseBlocks() {}

    /** Takes ranges of blocks. */
    interface Sink {
        void accept(long first, long count) throws UnmappableException;
    }

    /** Returns the block where they start: the group's first, unless that is the boot block of a disk with small blocks. */
    static long start(ExtSuperblock superblock, long group) {
        long start = superblock.groupStart(group);
        return start == 0 && superblock.blockSize() == 1024 ? 1 : start;
    }

    static void list(ExtSuperblock superblock, long group, Sink sink) throws UnmappableException {
        long start = start(superblock, group);
        boolean copy = superblock.hasSuperblock(group);
        if (copy) {
            // From the group's first block, so that a boot block is included.
            sink.accept(superblock.groupStart(group), start + 1 - superblock.groupStart(group));
        }
        int perBlock = superblock.descriptorsPerBlock();
        if (superblock.hasMetaBg() && group / perBlock >= superblock.firstMetaBg()) {
            long position = group % perBlock;
            if (position == 0 || position == 1 || position == perBlock - 1) {
                sink.accept(start + (copy ? 1 : 0), 1);
            }
        } else if (copy) {
            sink.accept(start + 1, superblock.oldDescriptorBlocks());
        }
    }
}
