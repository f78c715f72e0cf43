package dev.smc.core.internal.filesystem.ext;

import dev.smc.core.internal.disk.DiskRange;
import dev.smc.core.internal.disk.UsedRanges;
import dev.smc.core.internal.filesystem.FileSystem;
import dev.smc.core.internal.filesystem.UnmappableException;
import dev.smc.spi.disk.AllocationMap;
import dev.smc.spi.disk.Extent;
import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Reads which blocks of an ext2, ext3 or ext4 file system are in use, group by group. Every doubt ends in "used in full": a
 * block that is in use must never count as free. So everything that can be checked is: checksums, the counts of free blocks,
 * and that each group's bitmap marks all metadata that lies in the group, also that of other groups.
 */
public final class ExtFileSystem {
    private final DiskRange range;
    private final ExtSuperblock superblock;
    private final ExtGroupDescriptors descriptors;

    private ExtFileSystem(DiskRange range, ExtSuperblock superblock) {
        this.range = range;
        this.superblock = superblock;
        this.descriptors = new ExtGroupDescriptors(range, superblock);
    }

    public static FileSystem read(DiskRange range) {
        ExtSuperblock superblock;
        try {
            superblock = ExtSuperblock.read(range);
        } catch (UnmappableException e) {
            return FileSystem.unmapped(FileSystem.UNKNOWN, e.reason());
        }
        try {
            superblock.checkMappable(range.length());
            AllocationMap map = new ExtFileSystem(range, superblock).map();
            OptionalLong size = OptionalLong.of(superblock.blocks() * superblock.blockSize());
            return new FileSystem(
                    superblock.content(), superblock.label(), superblock.uuid(), Optional.of(map), size, "");
        } catch (UnmappableException e) {
            return new FileSystem(
                    superblock.content(),
                    superblock.label(),
                    superblock.uuid(),
                    Optional.empty(),
                    OptionalLong.empty(),
                    e.reason());
        }
    }

    /**
     * Returns the identifier of a journal on a device of its own, which a file system uses or which the range holds: without it the
     * file system cannot be mounted.
     */
    public static Optional<String> externalJournal(DiskRange range) {
        try {
            return ExtSuperblock.read(range).externalJournal();
        } catch (UnmappableException e) {
            return Optional.empty();
        }
    }

    private AllocationMap map() throws UnmappableException {
        AllocationMap metadata = metadata();
        UsedRanges used = new UsedRanges(range.length());
        used.add(0, superblock.firstDataBlock() * superblock.blockSize());
        for (long group = 0; group < superblock.groupCount(); group++) {
            addGroup(used, group, bits(group, metadata));
        }
        long end = superblock.blocks() * superblock.blockSize();
        used.add(end, range.length() - end);
        return used.build();
    }

    /** Returns, in bytes, where the bitmaps and inode tables of all groups lie; with {@code flex_bg} that can be anywhere. */
    private AllocationMap metadata() throws UnmappableException {
        // Each of the three is nearly always in ascending order and mostly contiguous, but together they are not.
        AllocationMap.Builder blockBitmaps = AllocationMap.builder(range.length());
        AllocationMap.Builder inodeBitmaps = AllocationMap.builder(range.length());
        AllocationMap.Builder inodeTables = AllocationMap.builder(range.length());
        int blockSize = superblock.blockSize();
        for (long group = 0; group < superblock.groupCount(); group++) {
            ExtGroupDescriptors.Descriptor descriptor = descriptors.get(group);
            blockBitmaps.add(descriptor.blockBitmap() * blockSize, blockSize);
            inodeBitmaps.add(descriptor.inodeBitmap() * blockSize, blockSize);
            inodeTables.add(descriptor.inodeTable() * blockSize, superblock.inodeTableBlocks() * blockSize);
        }
        AllocationMap.Builder all = AllocationMap.builder(range.length());
        for (AllocationMap.Builder part : new AllocationMap.Builder[] {blockBitmaps, inodeBitmaps, inodeTables}) {
            part.build().extents().forEach(e -> all.add(e.offset(), e.length()));
        }
        return all.build();
    }

    /** Returns the clusters of a group that are in use. */
    private BitSet bits(long group, AllocationMap metadata) throws UnmappableException {
        ExtGroupDescriptors.Descriptor descriptor = descriptors.get(group);
        BitSet bits = descriptor.bitmapUnused() ? new BitSet() : readBitmap(group, descriptor);
        markMetadata(group, metadata, bits, descriptor.bitmapUnused());
        int clusters = clusters(group);
        bits.clear(clusters, Math.max(clusters, bits.length()));
        int free = clusters - bits.cardinality();
        UnmappableException.check(
                free == descriptor.freeClusters(),
                "block group " + group + " has " + free + " free clusters, but its descriptor says "
                        + descriptor.freeClusters());
        return bits;
    }

    private BitSet readBitmap(long group, ExtGroupDescriptors.Descriptor descriptor) throws UnmappableException {
        int length = (int) (superblock.clustersPerGroup() / Byte.SIZE);
        ByteBuffer bitmap = range.read(descriptor.blockBitmap() * superblock.blockSize(), length);
        if (superblock.hasMetadataChecksums()) {
            int checksum = ExtChecksums.crc32c(superblock.checksumSeed(), bitmap, 0, length);
            UnmappableException.check(
                    (checksum & descriptor.bitmapChecksumMask()) == descriptor.bitmapChecksum(),
                    "the checksum of block group " + group + "'s bitmap is wrong");
        }
        return BitSet.valueOf(bitmap);
    }

    private void markMetadata(long group, AllocationMap metadata, BitSet bits, boolean unused)
            throws UnmappableException {
        ExtBaseBlocks.list(superblock, group, (first, count) -> mark(group, first, count, bits, unused));
        long start = superblock.groupStart(group) * superblock.blockSize();
        long length = superblock.groupLength(group) * superblock.blockSize();
        for (Extent extent : metadata.extents(start, length)) {
            long first = extent.offset() / superblock.blockSize();
            mark(group, first, extent.length() / superblock.blockSize(), bits, unused);
        }
    }

    private void mark(long group, long first, long count, BitSet bits, boolean unused) throws UnmappableException {
        int ratio = superblock.clusterRatio();
        long inGroup = first - superblock.groupStart(group);
        int from = (int) (inGroup / ratio);
        int to = (int) Math.min(clusters(group), (inGroup + count + ratio - 1) / ratio);
        UnmappableException.check(
                unused || bits.nextClearBit(from) >= to,
                "the bitmap of block group " + group + " says that metadata is free");
        bits.set(from, Math.max(from, to));
    }

    private int clusters(long group) {
        int ratio = superblock.clusterRatio();
        return (int) ((superblock.groupLength(group) + ratio - 1) / ratio);
    }

    private void addGroup(UsedRanges used, long group, BitSet bits) {
        long clusterSize = (long) superblock.clusterRatio() * superblock.blockSize();
        long start = superblock.groupStart(group) * superblock.blockSize();
        long end = start + superblock.groupLength(group) * superblock.blockSize();
        for (int from = bits.nextSetBit(0); from >= 0; ) {
            int to = bits.nextClearBit(from);
            used.add(
                    start + from * clusterSize, Math.min(end, start + to * clusterSize) - (start + from * clusterSize));
            from = bits.nextSetBit(to);
        }
    }
}
