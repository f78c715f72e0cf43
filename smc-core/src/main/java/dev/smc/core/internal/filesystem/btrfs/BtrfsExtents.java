package dev.smc.core.internal.filesystem.btrfs;

import dev.smc.core.internal.disk.UsedRanges;
import dev.smc.core.internal.filesystem.UnmappableException;
import dev.smc.spi.disk.AllocationMap;
import java.nio.ByteBuffer;

/**
 * Collects the addresses in use from the extent tree, whose keys name them: the object is the address, the offset is the length;
 * of nodes, it may be their level instead.
 */
final class BtrfsExtents implements BtrfsTree.Visitor {
    private static final int TYPE_EXTENT = 168;
    private static final int TYPE_NODE = 169;

    private final BtrfsSuperblock superblock;
    private final BtrfsChunks chunks;
    private final UsedRanges used = new UsedRanges(Long.MAX_VALUE);
    private long end;
    private long bytes;

    private BtrfsExtents(BtrfsSuperblock superblock, BtrfsChunks chunks) {
        this.superblock = superblock;
        this.chunks = chunks;
    }

    /** Returns the map of addresses in use. */
    static AllocationMap read(BtrfsSuperblock superblock, BtrfsChunks chunks, BtrfsTree.Root extentTree)
            throws UnmappableException {
        BtrfsExtents extents = new BtrfsExtents(superblock, chunks);
        BtrfsTree.walk(superblock, chunks, extentTree, extents);
        UnmappableException.check(
                extents.bytes == superblock.bytesUsed(),
                "its extents have " + extents.bytes + " bytes, but its superblock says " + superblock.bytesUsed());
        return extents.used.build();
    }

    @Override
    public void item(BtrfsKey key, ByteBuffer item) throws UnmappableException {
        if (key.type() == TYPE_EXTENT || key.type() == TYPE_NODE) {
            long address = key.object();
            long length = key.type() == TYPE_NODE ? superblock.nodeSize() : key.offset();
            UnmappableException.check(
                    length > 0 && address >= end && address % superblock.sectorSize() == 0,
                    "its extent at " + Long.toUnsignedString(address) + " overlaps another one");
            chunks.check(address, length);
            used.add(address, length);
            end = address + length;
            bytes += length;
        }
    }
}
