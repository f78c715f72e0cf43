package dev.smc.core.internal.filesystem.xfs;

import dev.smc.core.internal.disk.DiskRange;
import dev.smc.core.internal.disk.UsedRanges;
import dev.smc.core.internal.filesystem.FileSystem;
import dev.smc.core.internal.filesystem.UnmappableException;
import dev.smc.spi.disk.AllocationMap;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Reads which blocks of XFS are in use: all but those in the trees of free space, of which each group has two. If its log is not empty,
 * the trees are not the last word, and it counts as used in full.
 */
public final class XfsFileSystem {
    private static final String CONTENT = "xfs";
    /** What is in use for certain is kept in memory until the end. */
    private static final int MOST_KNOWN = 1 << 20;

    private final DiskRange range;
    private final XfsSuperblock superblock;
    private final UsedRanges used;
    private final AllocationMap.Builder known;
    private int knownCount;
    private long group;
    private long end;

    private XfsFileSystem(DiskRange range, XfsSuperblock superblock) {
        this.range = range;
        this.superblock = superblock;
        this.used = new UsedRanges(range.length());
        this.known = AllocationMap.builder(range.length());
    }

    public static FileSystem read(DiskRange range) {
        XfsSuperblock superblock;
        try {
            superblock = XfsSuperblock.read(range);
        } catch (UnmappableException e) {
            return FileSystem.unmapped(CONTENT, e.reason());
        }
        Optional<AllocationMap> map = Optional.empty();
        String reason = "";
        try {
            superblock.checkMappable();
            map = Optional.of(new XfsFileSystem(range, superblock).map());
        } catch (UnmappableException e) {
            reason = e.reason();
        }
        OptionalLong size = OptionalLong.of(superblock.size());
        return new FileSystem(CONTENT, superblock.label(), superblock.uuid(), map, size, reason);
    }

    private AllocationMap map() throws UnmappableException {
        long head = XfsLog.checkClean(range, superblock);
        UnmappableException.check(
                superblock.lastWritten() <= head, "its superblock was written after the end of its log");
        for (group = 0; group < superblock.groupCount(); group++) {
            XfsGroup headers = XfsGroup.read(range, superblock, group, head);
            headers.listUsed(this::addKnown);
            UnmappableException.check(
                    walk(headers, XfsFreeTree.Order.PLACE, head) == walk(headers, XfsFreeTree.Order.LENGTH, head),
                    "its group " + group + " has trees of free space that differ");
        }
        used.add(end, range.length() - end);
        AllocationMap map = used.build();
        checkMarked(map);
        return map;
    }

    private long walk(XfsGroup headers, XfsFreeTree.Order order, long head) throws UnmappableException {
        return XfsFreeTree.walk(range, superblock, headers, order, head, new XfsFreeTree.Visitor() {
            @Override
            public void free(long first, long count) {
                if (order == XfsFreeTree.Order.PLACE) {
                    long start = superblock.offset(group, first);
                    used.add(end, start - end);
                    end = start + count * superblock.blockSize();
                }
            }

            @Override
            public void node(long block) throws UnmappableException {
                addKnown(block, 1);
            }
        });
    }

    private void addKnown(long first, long count) throws UnmappableException {
        UnmappableException.check(
                first + count <= superblock.lengthOf(group),
                "its group " + group + " names block " + first + ", which lies outside of it");
        UnmappableException.check(
                ++knownCount <= MOST_KNOWN, "its trees of free space have more than " + MOST_KNOWN + " blocks");
        known.add(superblock.offset(group, first), count * superblock.blockSize());
    }

    /** Checks that none of the metadata that is known to be there, the log, or the root directory counts as free. */
    private void checkMarked(AllocationMap map) throws UnmappableException {
        known.add(superblock.offset(superblock.logStart()), superblock.logBlocks() * superblock.blockSize());
        long rootBlock = superblock.rootInode() >>> superblock.inodeBits();
        UnmappableException.check(superblock.contains(rootBlock, 1), "its root directory lies outside of it");
        known.add(superblock.offset(rootBlock), superblock.blockSize());
        AllocationMap marked = known.build();
        UnmappableException.check(
                marked.intersect(map).equals(marked), "its trees of free space say that metadata is free");
    }
}
