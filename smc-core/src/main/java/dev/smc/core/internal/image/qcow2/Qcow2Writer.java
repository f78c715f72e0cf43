package dev.smc.core.internal.image.qcow2;

import dev.smc.core.internal.image.file.AtomicFile;
import dev.smc.core.internal.image.file.CopyListener;
import dev.smc.core.internal.image.file.DataScanner;
import dev.smc.spi.disk.BlockSource;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/**
 * Writes a disk as a complete qcow2 image of version 3, from start to end, with only the clusters that are not zeros:
 *
 * <pre>
 * header | L1 table | L2 table, its data clusters | L2 table, its data clusters | ... | refcount blocks | refcount table
 * </pre>
 *
 * <p>The place of an L2 table is kept free when its first cluster comes, and filled when its last one has been written. The
 * file has no gaps, so every refcount is 1 and all of them are written at the end. The header, last of all, makes the file an
 * image.
 */
public final class Qcow2Writer {
    private static final int CLUSTER_BITS = 16;
    private static final int CLUSTER = 1 << CLUSTER_BITS;
    private static final int ENTRIES_PER_TABLE = CLUSTER / Long.BYTES;
    private static final int REFCOUNT_ORDER = 4;
    private static final int REFCOUNTS_PER_BLOCK = CLUSTER / Short.BYTES;
    private static final int HEADER_LENGTH = 104;
    private static final long COPIED = 1L << 63;
    private static final int NO_TABLE = -1;

    private final AtomicFile file;
    private final long size;
    private final ByteBuffer l1;
    private final ByteBuffer l2 = ByteBuffer.allocateDirect(CLUSTER);
    private int l2Number = NO_TABLE;
    private long nextFree;

    private Qcow2Writer(AtomicFile file, long size) {
        this.file = file;
        this.size = size;
        long covered = (long) ENTRIES_PER_TABLE * CLUSTER;
        this.l1 = ByteBuffer.allocate(Math.toIntExact(roundUp(divideUp(size, covered) * Long.BYTES)));
        this.nextFree = (long) CLUSTER + l1.capacity();
    }

    /**
     * Writes a disk. The file appears when it is complete and on stable storage, in place of one of the same name.
     *
     * @throws dev.smc.api.error.SourceReadException if the disk cannot be read
     * @throws dev.smc.api.error.TargetWriteException if the file cannot be written; code {@code TARGET_FULL} if there is no
     *     space
     */
    public static void write(BlockSource source, Path path, CopyListener listener) {
        try (AtomicFile file = AtomicFile.create(path, source.size())) {
            Qcow2Writer writer = new Qcow2Writer(file, source.size());
            new DataScanner(source, CLUSTER).scan(writer::writeClusters, listener);
            writer.finish();
            file.commit();
        }
    }

    private static long divideUp(long a, long b) {
        return a / b + (a % b == 0 ? 0 : 1);
    }

    private static long roundUp(long bytes) {
        return divideUp(bytes, CLUSTER) * CLUSTER;
    }

    private void writeClusters(long offset, ByteBuffer data) {
        long first = offset / CLUSTER;
        long count = divideUp(data.remaining(), CLUSTER);
        for (long done = 0; done < count; ) {
            long inTable = Math.min(count - done, ENTRIES_PER_TABLE - (first + done) % ENTRIES_PER_TABLE);
            int start = (int) (done * CLUSTER);
            int length = (int) Math.min(data.remaining() - start, inTable * CLUSTER);
            writeInTable(first + done, data.slice(start, length));
            done += inTable;
        }
    }

    private void writeInTable(long cluster, ByteBuffer data) {
        int table = (int) (cluster / ENTRIES_PER_TABLE);
        if (table != l2Number) {
            finishTable();
            l2Number = table;
            l1.putLong(table * Long.BYTES, nextFree | COPIED);
            nextFree += CLUSTER;
        }
        int length = data.remaining();
        file.write(nextFree, data);
        int index = (int) (cluster % ENTRIES_PER_TABLE);
        for (int done = 0; done < length; done += CLUSTER) {
            l2.putLong(index++ * Long.BYTES, nextFree | COPIED);
            nextFree += CLUSTER;
        }
    }

    private void finishTable() {
        if (l2Number != NO_TABLE) {
            file.write(l1.getLong(l2Number * Long.BYTES) & ~COPIED, l2.clear());
            for (int i = 0; i < ENTRIES_PER_TABLE; i++) {
                l2.putLong(i * Long.BYTES, 0);
            }
        }
    }

    private void finish() {
        finishTable();
        file.write(CLUSTER, l1.clear());
        long blocksStart = nextFree;
        long blocks = refcountBlocks(blocksStart / CLUSTER);
        long tableClusters = divideUp(blocks * Long.BYTES, CLUSTER);
        long tableStart = blocksStart + blocks * CLUSTER;
        long end = tableStart + tableClusters * CLUSTER;
        writeRefcounts(blocksStart, blocks, end / CLUSTER);
        writeRefcountTable(tableStart, tableClusters, blocksStart, blocks);
        writeHeader(tableStart, tableClusters);
    }

    /** Returns how many refcount blocks cover {@code clusters}, themselves, and the table that names them. */
    private static long refcountBlocks(long clusters) {
        long blocks = 0;
        long total = clusters;
        while (blocks * REFCOUNTS_PER_BLOCK < total) {
            blocks = divideUp(total, REFCOUNTS_PER_BLOCK);
            total = clusters + blocks + divideUp(blocks * Long.BYTES, CLUSTER);
        }
        return blocks;
    }

    private void writeRefcounts(long start, long blocks, long clusters) {
        ByteBuffer block = ByteBuffer.allocateDirect(CLUSTER);
        for (long i = 0; i < blocks; i++) {
            long used = Math.min(REFCOUNTS_PER_BLOCK, clusters - i * REFCOUNTS_PER_BLOCK);
            for (int entry = 0; entry < REFCOUNTS_PER_BLOCK; entry++) {
                block.putShort(entry * Short.BYTES, (short) (entry < used ? 1 : 0));
            }
            file.write(start + i * CLUSTER, block.clear());
        }
    }

    private void writeRefcountTable(long start, long clusters, long blocksStart, long blocks) {
        ByteBuffer table = ByteBuffer.allocate(Math.toIntExact(clusters * CLUSTER));
        for (int i = 0; i < blocks; i++) {
            table.putLong(i * Long.BYTES, blocksStart + (long) i * CLUSTER);
        }
        file.write(start, table);
    }

    private void writeHeader(long refcountTable, long refcountTableClusters) {
        ByteBuffer header = ByteBuffer.allocate(CLUSTER);
        header.putInt(0, Qcow2Header.MAGIC);
        header.putInt(4, 3);
        header.putInt(20, CLUSTER_BITS);
        header.putLong(24, size);
        header.putInt(36, (int) divideUp(size, (long) ENTRIES_PER_TABLE * CLUSTER));
        header.putLong(40, CLUSTER);
        header.putLong(48, refcountTable);
        header.putInt(56, (int) refcountTableClusters);
        header.putInt(96, REFCOUNT_ORDER);
        header.putInt(100, HEADER_LENGTH);
        file.write(0, header);
    }
}
