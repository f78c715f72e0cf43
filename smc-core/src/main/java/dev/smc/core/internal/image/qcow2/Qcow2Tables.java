package dev.smc.core.internal.image.qcow2;

import dev.smc.api.error.CorruptDiskException;
import dev.smc.core.internal.image.file.ImageFile;
import dev.smc.core.internal.image.file.SlotCache;
import java.nio.ByteBuffer;
import java.nio.LongBuffer;

/** The L1 and L2 tables of a qcow2 image, read in slices through a cache of at most a mebibyte. Thread-safe. */
final class Qcow2Tables {
    static final long OFFSET_MASK = 0x00ff_ffff_ffff_fe00L;
    static final long COPIED = 1L << 63;

    private static final int LARGEST_SLICE_BYTES = 4096;
    private static final int CACHED_SLICES = 256;

    private final ImageFile file;
    private final Qcow2Header header;
    private final int sliceBytes;
    private final SlotCache<LongBuffer> slices;

    Qcow2Tables(ImageFile file, Qcow2Header header) {
        this.file = file;
        this.header = header;
        this.sliceBytes = Math.min(LARGEST_SLICE_BYTES, header.clusterSize());
        this.slices = new SlotCache<>(CACHED_SLICES, this::readSlice);
        checkL1();
    }

    /**
     * In one image no two L1 entries share an L2 table, so there cannot be more tables than clusters. Without this check a small
     * file could describe a disk that takes years to walk through.
     */
    private void checkL1() {
        long tables = 0;
        for (int i = 0; i < header.l1Entries(); i++) {
            tables += read(header.l1Offset() + (long) i * Long.BYTES) == 0 ? 0 : 1;
        }
        long clusters = file.size() / header.clusterSize() + 1;
        if (tables > clusters) {
            throw new CorruptDiskException(
                    file.location(),
                    header.l1Offset(),
                    "an L1 table that names " + tables + " L2 tables",
                    "at most " + clusters);
        }
    }

    /** Returns where the L2 table of an offset of the disk starts, or 0 if it has none. */
    long l2Table(long offset) {
        long position = header.l1Offset() + offset / header.coveredByL2() * Long.BYTES;
        long entry = read(position);
        long table = entry & OFFSET_MASK;
        boolean right = (entry & ~(OFFSET_MASK | COPIED)) == 0
                && table % header.clusterSize() == 0
                && (table != 0 || entry == 0);
        if (!right) {
            throw new CorruptDiskException(
                    file.location(),
                    position,
                    "L1 entry 0x" + Long.toHexString(entry),
                    "a multiple of the cluster size " + header.clusterSize() + " with no reserved bits");
        }
        if (table != 0 && table > file.size() - header.clusterSize()) {
            throw file.truncated(table + header.clusterSize());
        }
        return table;
    }

    /** Returns what an L2 table says of the cluster of an offset. */
    Qcow2L2Entry l2Entry(long table, long offset) {
        long index = offset / header.clusterSize() % header.l2Entries();
        long position = table + index * header.l2EntryBytes();
        return new Qcow2L2Entry(position, read(position), header.extendedL2() ? read(position + Long.BYTES) : 0);
    }

    private long read(long position) {
        return slices.get(position / sliceBytes).get((int) (position % sliceBytes / Long.BYTES));
    }

    /** Reads a slice of a table; what lies behind the end of the file is no part of the table, and never asked for. */
    private LongBuffer readSlice(long number) {
        long offset = number * sliceBytes;
        ByteBuffer bytes = ByteBuffer.allocate(sliceBytes);
        file.read(offset, bytes.limit((int) Math.min(sliceBytes, file.size() - offset)));
        return bytes.clear().asLongBuffer().asReadOnlyBuffer();
    }
}
