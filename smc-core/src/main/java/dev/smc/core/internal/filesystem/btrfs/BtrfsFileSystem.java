package dev.smc.core.internal.filesystem.btrfs;

import dev.smc.core.internal.disk.DiskRange;
import dev.smc.core.internal.disk.UsedRanges;
import dev.smc.core.internal.filesystem.FileSystem;
import dev.smc.core.internal.filesystem.UnmappableException;
import dev.smc.spi.disk.AllocationMap;
import dev.smc.spi.disk.Extent;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Reads what of btrfs on one device is in use: the extents of the last generation that was written, and of the log since then, in
 * all their copies; the superblocks; the first MiB, which btrfs leaves to boot loaders; and what lies behind its end.
 */
public final class BtrfsFileSystem {
    private static final String CONTENT = "btrfs";
    private static final long RESERVED = 1 << 20;

    private final DiskRange range;
    private final BtrfsSuperblock superblock;

    private BtrfsFileSystem(DiskRange range, BtrfsSuperblock superblock) {
        this.range = range;
        this.superblock = superblock;
    }

    public static FileSystem read(DiskRange range) {
        BtrfsSuperblock superblock;
        try {
            superblock = BtrfsSuperblock.read(range);
        } catch (UnmappableException e) {
            return FileSystem.unmapped(CONTENT, e.reason());
        }
        Optional<AllocationMap> map = Optional.empty();
        String reason = "";
        try {
            superblock.checkMappable(range.length());
            map = Optional.of(new BtrfsFileSystem(range, superblock).map());
        } catch (UnmappableException e) {
            reason = e.reason();
        }
        OptionalLong size = OptionalLong.of(superblock.size());
        return new FileSystem(CONTENT, superblock.label(), superblock.uuid(), map, size, reason);
    }

    private AllocationMap map() throws UnmappableException {
        BtrfsChunks chunks = new BtrfsChunks(range, superblock);
        BtrfsTree.walk(superblock, chunks, superblock.chunkTree(), (key, item) -> {
            if (key.type() == BtrfsChunks.TYPE) {
                chunks.add(key, item);
            }
        });
        AllocationMap extents = BtrfsExtents.read(superblock, chunks, extentTree(chunks));
        checkMarked(chunks, extents);
        AllocationMap log = BtrfsLog.read(superblock, chunks);
        return onDevice(chunks.copies(), extents, log);
    }

    private BtrfsTree.Root extentTree(BtrfsChunks chunks) throws UnmappableException {
        BtrfsTree.Root[] found = new BtrfsTree.Root[1];
        BtrfsTree.walk(superblock, chunks, superblock.rootTree(), (key, item) -> {
            if (key.type() == BtrfsRoots.TYPE && key.object() == BtrfsRoots.EXTENT_TREE) {
                found[0] = BtrfsRoots.read(item);
            }
        });
        UnmappableException.check(found[0] != null, "it has no extent tree");
        return found[0];
    }

    /** Checks that the extent tree knows of the nodes of the chunk and root trees, and of the roots of all others. */
    private void checkMarked(BtrfsChunks chunks, AllocationMap extents) throws UnmappableException {
        BtrfsTree.Visitor check = new BtrfsTree.Visitor() {
            @Override
            public void node(long address) throws UnmappableException {
                UnmappableException.check(
                        extents.intersects(address, 1), "its extent tree lacks the node at " + address);
            }

            @Override
            public void item(BtrfsKey key, ByteBuffer item) throws UnmappableException {
                if (key.type() == BtrfsRoots.TYPE) {
                    node(BtrfsRoots.read(item).address());
                }
            }
        };
        BtrfsTree.walk(superblock, chunks, superblock.chunkTree(), check);
        BtrfsTree.walk(superblock, chunks, superblock.rootTree(), check);
    }

    private AllocationMap onDevice(List<BtrfsChunks.Copy> copies, AllocationMap extents, AllocationMap log) {
        AllocationMap.Builder map = AllocationMap.builder(range.length());
        for (AllocationMap addresses : List.of(extents, log)) {
            UsedRanges used = new UsedRanges(range.length());
            for (BtrfsChunks.Copy copy : copies) {
                for (Extent extent : addresses.extents(copy.address(), copy.length())) {
                    used.add(copy.offset() + extent.offset() - copy.address(), extent.length());
                }
            }
            used.build().extents().forEach(e -> map.add(e.offset(), e.length()));
        }
        map.add(0, Math.min(range.length(), RESERVED));
        for (long superblockCopy : BtrfsSuperblock.copies()) {
            if (range.contains(superblockCopy, BtrfsSuperblock.LENGTH)) {
                map.add(superblockCopy, BtrfsSuperblock.LENGTH);
            }
        }
        map.add(superblock.size(), range.length() - superblock.size());
        return map.build();
    }
}
