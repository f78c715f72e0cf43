package dev.smc.core.internal.partition;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;

/**
 * Writes master boot records, with a boot record before each logical partition; see {@link Mbr} for their form. The extended
 * partition reaches from the first of those records to the end of the last logical partition.
 */
public final class MbrWriter {
    private static final int SIGNATURE = 0xaa55;
    /** An extended partition that is addressed by sector numbers. */
    private static final int TYPE_EXTENDED = 0x0f;
    /** Where tools put the boot record of a logical partition: so much before it. */
    private static final long RECORD_DISTANCE = 1 << 20;

    private static final long UINT32 = 0xffff_ffffL;
    /** The geometry that is pretended to programs that count in cylinders. */
    private static final int HEADS = 255;

    private static final int SECTORS = 63;
    private static final int CYLINDERS = 1024;

    private final int sectorSize;
    private final List<Partition> partitions;

    /**
     * Prepares a table.
     *
     * @param partitions in the order in which they lie; those with numbers above 4 are logical, lie together, and are numbered in their
     *     order from 5
     */
    public MbrWriter(int sectorSize, List<Partition> partitions) {
        this.sectorSize = sectorSize;
        this.partitions = partitions;
    }

    /** Returns the first byte that no partition can reach. */
    public static long limit(int sectorSize) {
        return UINT32 * sectorSize;
    }

    /**
     * Returns what to write.
     *
     * @param bootSector the first 512 bytes of the disk so far, whose program and signature are kept
     */
    public List<TablePiece> write(ByteBuffer bootSector) {
        List<Partition> logical =
                partitions.stream().filter(p -> p.index() > Mbr.ENTRIES).toList();
        ByteBuffer record = ByteBuffer.allocate(Mbr.LENGTH).order(ByteOrder.LITTLE_ENDIAN);
        record.put(bootSector.duplicate().limit(bootSector.position() + Mbr.ENTRIES_OFFSET));
        record.clear();
        record.putShort(Mbr.LENGTH - Short.BYTES, (short) SIGNATURE);
        BitSet taken = new BitSet();
        for (Partition partition : partitions) {
            if (partition.index() <= Mbr.ENTRIES) {
                taken.set(partition.index() - 1);
                put(
                        record,
                        partition.index() - 1,
                        partition.attributes(),
                        type(partition),
                        partition.start(),
                        partition.size(),
                        0);
            }
        }
        List<TablePiece> pieces = new ArrayList<>(List.of(new TablePiece(0, record)));
        if (!logical.isEmpty()) {
            List<Long> records = logical.stream().map(this::record).toList();
            long start = records.get(0);
            long end = logical.stream()
                    .max(Comparator.comparingLong(Partition::end))
                    .orElseThrow()
                    .end();
            put(record, taken.nextClearBit(0), 0, TYPE_EXTENDED, start, end - start, 0);
            for (int i = 0; i < logical.size(); i++) {
                pieces.add(new TablePiece(records.get(i), record(logical, records, i)));
            }
        }
        return pieces;
    }

    /** Returns where the boot record of a logical partition is to lie: before it, and behind what is before it. */
    private long record(Partition partition) {
        long before = partitions.stream()
                .mapToLong(Partition::end)
                .filter(end -> end <= partition.start())
                .max()
                .orElse(sectorSize);
        return Math.max(before, partition.start() - RECORD_DISTANCE);
    }

    private ByteBuffer record(List<Partition> logical, List<Long> records, int i) {
        ByteBuffer record = ByteBuffer.allocate(Mbr.LENGTH).order(ByteOrder.LITTLE_ENDIAN);
        record.putShort(Mbr.LENGTH - Short.BYTES, (short) SIGNATURE);
        Partition partition = logical.get(i);
        put(record, 0, partition.attributes(), type(partition), partition.start(), partition.size(), records.get(i));
        if (i + 1 < logical.size()) {
            long next = records.get(i + 1);
            put(record, 1, 0, 0x05, next, logical.get(i + 1).end() - next, records.get(0));
        }
        return record;
    }

    private static int type(Partition partition) {
        return Integer.parseInt(partition.type(), 16);
    }

    /**
     * Puts an entry.
     *
     * @param base relative to what the entry counts
     */
    private void put(ByteBuffer record, int number, long status, int type, long start, long size, long base) {
        int offset = Mbr.ENTRIES_OFFSET + number * Mbr.ENTRY_LENGTH;
        long first = start / sectorSize;
        long count = size / sectorSize;
        record.put(offset, (byte) status);
        putCylinder(record, offset + 1, first);
        record.put(offset + 4, (byte) type);
        putCylinder(record, offset + 5, first + count - 1);
        record.putInt(offset + 8, (int) (first - base / sectorSize));
        record.putInt(offset + 12, (int) count);
    }

    /** Puts head, sector and cylinder, or the largest if it lies behind them. */
    private static void putCylinder(ByteBuffer record, int offset, long sector) {
        long cylinder = sector / (HEADS * SECTORS);
        boolean beyond = cylinder >= CYLINDERS;
        int c = beyond ? CYLINDERS - 1 : (int) cylinder;
        int head = beyond ? HEADS - 1 : (int) (sector / SECTORS % HEADS);
        int s = beyond ? SECTORS : (int) (sector % SECTORS) + 1;
        record.put(offset, (byte) head);
        record.put(offset + 1, (byte) (((c >> 2) & 0xc0) | s));
        record.put(offset + 2, (byte) c);
    }
}
