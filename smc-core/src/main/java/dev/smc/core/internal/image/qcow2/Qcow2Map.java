package dev.smc.core.internal.image.qcow2;

import dev.smc.api.error.CorruptDiskException;
import dev.smc.core.internal.image.file.BlockMap;
import dev.smc.core.internal.image.file.ImageFile;
import dev.smc.core.internal.image.file.SlotCache;
import java.nio.ByteBuffer;
import java.nio.LongBuffer;

/**
 * Where the clusters of a qcow2 image are: its L1 and L2 tables, read in slices through a cache of at most a mebibyte, and a
 * few clusters that were compressed. The position of a run is that in the file, or the entry of a compressed cluster.
 * Thread-safe.
 */
final class Qcow2Map implements BlockMap {
    private static final long OFFSET_MASK = 0x00ff_ffff_ffff_fe00L;
    private static final long COPIED = 1L << 63;
    private static final long COMPRESSED = 1L << 62;
    private static final long ALL_ZEROS = 1;
    private static final int LARGEST_SLICE_BYTES = 4096;
    private static final int CACHED_SLICES = 256;
    private static final long DECOMPRESSED_CACHE_BYTES = 4 << 20;
    private static final int MOST_DECOMPRESSED_CLUSTERS = 16;

    /** Compressed clusters have this bit in their runs' positions, as in their entries. */
    private static boolean isCompressed(long position) {
        return (position & COMPRESSED) != 0;
    }

    private final ImageFile file;
    private final Qcow2Header header;
    private final long coveredByL2;
    private final int sliceBytes;
    private final SlotCache<LongBuffer> slices;
    /** By the position and length that an L2 entry gives. */
    private final SlotCache<byte[]> decompressed;

    Qcow2Map(ImageFile file, Qcow2Header header) {
        this.file = file;
        this.header = header;
        this.coveredByL2 = (long) header.clusterSize() * header.l2Entries();
        this.sliceBytes = Math.min(LARGEST_SLICE_BYTES, header.clusterSize());
        this.slices = new SlotCache<>(CACHED_SLICES, this::readSlice);
        Qcow2Decompressor decompressor = new Qcow2Decompressor(file, header);
        int clusters = (int) Math.min(MOST_DECOMPRESSED_CLUSTERS, DECOMPRESSED_CACHE_BYTES / header.clusterSize());
        this.decompressed = new SlotCache<>(clusters, decompressor::decompress);
        checkL1();
    }

    /**
     * In one image no two L1 entries share an L2 table, so there cannot be more tables than clusters. Without this check a small
     * file could describe a disk that takes years to walk through.
     */
    private void checkL1() {
        long tables = 0;
        for (int i = 0; i < header.l1Entries(); i++) {
            tables += tableEntry(header.l1Offset(), i) == 0 ? 0 : 1;
        }
        long clusters = file.size() / header.clusterSize() + 1;
        if (tables > clusters) {
            throw corrupt(header.l1Offset(), "an L1 table that names " + tables + " L2 tables", "at most " + clusters);
        }
    }

    @Override
    public Run run(long offset, long length) {
        long end = offset + length;
        long entry = entry(offset);
        Kind kind = kind(entry, offset);
        long position = position(kind, entry, offset);
        long covered = coveredEnd(entry, offset);
        while (covered < end && !isCompressed(position)) {
            long next = entry(covered);
            if (kind(next, covered) != kind
                    || (kind == Kind.DATA && position(kind, next, covered) != position + covered - offset)) {
                break;
            }
            covered = coveredEnd(next, covered);
        }
        return new Run(kind, Math.min(end, covered) - offset, position);
    }

    /** Returns where the table or cluster that says this of {@code offset} ends. */
    private long coveredEnd(long entry, long offset) {
        long unit = entry == 0 && l2Table(offset) == 0 ? coveredByL2 : header.clusterSize();
        return saturatedAdd(offset - offset % unit, unit);
    }

    private static long saturatedAdd(long a, long b) {
        return a > Long.MAX_VALUE - b ? Long.MAX_VALUE : a + b;
    }

    private long entry(long offset) {
        long table = l2Table(offset);
        return table == 0 ? 0 : tableEntry(table, offset / header.clusterSize() % header.l2Entries());
    }

    private long l2Table(long offset) {
        long index = offset / coveredByL2;
        long entry = tableEntry(header.l1Offset(), index);
        long table = entry & OFFSET_MASK;
        boolean right = (entry & ~(OFFSET_MASK | COPIED)) == 0
                && table % header.clusterSize() == 0
                && (table != 0 || entry == 0);
        if (!right) {
            throw corrupt(
                    header.l1Offset() + index * Long.BYTES,
                    "L1 entry 0x" + Long.toHexString(entry),
                    "a multiple of the cluster size " + header.clusterSize() + " with no reserved bits");
        }
        if (table != 0 && table + header.clusterSize() > file.size()) {
            throw file.truncated(table + header.clusterSize());
        }
        return table;
    }

    private Kind kind(long entry, long offset) {
        if (isCompressed(entry)) {
            return Kind.DATA;
        }
        long host = entry & OFFSET_MASK;
        boolean zeros = (entry & ALL_ZEROS) != 0;
        boolean right = (entry & ~(OFFSET_MASK | COPIED | ALL_ZEROS)) == 0
                && host % header.clusterSize() == 0
                && (!zeros || header.version() >= 3)
                && (host != 0 || zeros || entry == 0);
        if (!right) {
            throw corrupt(
                    entryOffset(offset),
                    "L2 entry 0x" + Long.toHexString(entry),
                    "a multiple of the cluster size " + header.clusterSize() + " with no reserved bits");
        }
        return zeros ? Kind.ZERO : host == 0 ? Kind.BACKING : Kind.DATA;
    }

    /** Returns where the L2 entry of an offset lies in the file. */
    long entryOffset(long offset) {
        return l2Table(offset) + offset / header.clusterSize() % header.l2Entries() * Long.BYTES;
    }

    private long position(Kind kind, long entry, long offset) {
        if (kind != Kind.DATA) {
            return 0;
        }
        if (isCompressed(entry)) {
            return entry & ~COPIED;
        }
        long host = entry & OFFSET_MASK;
        long inCluster = offset % header.clusterSize();
        // The last cluster of a file may be cut where the disk ends.
        long needed = Math.min(header.clusterSize(), header.size() - (offset - inCluster));
        if (host > file.size() - needed) {
            throw file.truncated(host + needed);
        }
        return host + inCluster;
    }

    private long tableEntry(long table, long index) {
        long offset = table + index * Long.BYTES;
        return slices.get(offset / sliceBytes).get((int) (offset % sliceBytes / Long.BYTES));
    }

    /** Reads a slice of a table; what lies behind the end of the file is no part of the table, and never asked for. */
    private LongBuffer readSlice(long number) {
        long offset = number * sliceBytes;
        ByteBuffer bytes = ByteBuffer.allocate(sliceBytes);
        file.read(offset, bytes.limit((int) Math.min(sliceBytes, file.size() - offset)));
        return bytes.clear().asLongBuffer().asReadOnlyBuffer();
    }

    @Override
    public void read(Run run, long offset, ByteBuffer target) {
        if (isCompressed(run.position())) {
            byte[] cluster = decompressed.get(run.position() & ~COMPRESSED);
            target.put(cluster, (int) (offset % header.clusterSize()), target.remaining());
        } else {
            file.read(run.position(), target);
        }
    }

    @Override
    public void close() {
        file.close();
    }

    private CorruptDiskException corrupt(long offset, String found, String expected) {
        return new CorruptDiskException(file.location(), offset, found, expected);
    }
}
