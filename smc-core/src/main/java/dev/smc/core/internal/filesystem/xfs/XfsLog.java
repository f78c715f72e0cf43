package dev.smc.core.internal.filesystem.xfs;

import dev.smc.core.internal.disk.DiskRange;
import dev.smc.core.internal.filesystem.UnmappableException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Finds out from the log whether the structures on the disk are the last word: its last record must be the one that unmounting
 * writes, or all that is to be replayed is the superblock, which is so once a file system was frozen, or is idle for a while.
 *
 * <p>The log is a ring of sectors of 512 bytes, filled in cycles. Each sector starts with the number of its cycle; the header of a
 * record, with a magic number and then that. Sectors of the current cycle are followed by those of the one before:
 *
 * <pre>
 * 7 7 7 7 7 7|6 6 6 6 6 6     the head is where the bar is
 * </pre>
 */
final class XfsLog {
    private static final int SECTOR = XfsLogRecord.SECTOR;
    /** No more than this is written at once, so that what a crash leaves in disorder is not farther from the head. */
    private static final int MOST_IN_FLIGHT = 8 * XfsLogRecord.LARGEST / SECTOR;

    private static final int PIECE = (1 << 20) / SECTOR;
    private static final int LONGEST_RECORD = XfsLogRecord.LARGEST / SECTOR + XfsLogRecord.MOST_HEADERS;
    /** Freezing writes the superblock twice. */
    private static final int MOST_RECORDS = 4;

    private final DiskRange range;
    private final long start;
    private final long sectors;

    private XfsLog(DiskRange range, XfsSuperblock superblock) {
        this.range = range;
        this.start = superblock.offset(superblock.logStart());
        this.sectors = superblock.logBlocks() * superblock.blockSize() / SECTOR;
    }

    /** Checks that nothing is to be replayed, and returns the place in the log that the next record would get. */
    static long checkClean(DiskRange range, XfsSuperblock superblock) throws UnmappableException {
        XfsLog log = new XfsLog(range, superblock);
        int current = log.cycle(0);
        int last = log.cycle(log.sectors - 1);
        UnmappableException.check(
                current > 0 && (last == current || last == current - 1),
                "its log starts with cycle " + current + " and ends with cycle " + last);
        long head = last == current ? log.sectors : log.firstBefore(current);
        log.checkOrder(head, current);
        log.checkRecords(head, current, superblock.sectorSize());
        return head == log.sectors ? (current + 1L) << 32 : (long) current << 32 | head;
    }

    /** Returns the first sector of an earlier cycle; the last one is. */
    private long firstBefore(int current) {
        long before = 0;
        long found = sectors - 1;
        while (found - before > 1) {
            long middle = (before + found) / 2;
            if (cycle(middle) == current) {
                before = middle;
            } else {
                found = middle;
            }
        }
        return found;
    }

    /**
     * Checks that around the head all sectors before it are of the current cycle, and all behind it of an earlier one: xfs_repair
     * may leave some that were never written.
     */
    private void checkOrder(long head, int current) throws UnmappableException {
        long end = head + MOST_IN_FLIGHT;
        for (long from = Math.max(head - MOST_IN_FLIGHT, end - sectors); from < end; ) {
            long sector = Math.floorMod(from, sectors);
            int count = (int) Math.min(Math.min(PIECE, end - from), sectors - sector);
            ByteBuffer piece = read(sector, count);
            for (int i = 0; i < count; i++) {
                int cycle = cycle(piece, i * SECTOR);
                UnmappableException.check(
                        sector + i < head ? cycle == current : cycle >= 0 && cycle < current,
                        "its log is not in order at sector " + (sector + i) + " (in use or not unmounted)");
            }
            from += count;
        }
    }

    private void checkRecords(long head, int current, int sectorSize) throws UnmappableException {
        long start = head - 1;
        while (start > head - LONGEST_RECORD && read(start).getInt(0) != XfsLogRecord.MAGIC) {
            start--;
        }
        XfsLogRecord last = record(start, current);
        boolean ends = last.end() == head;
        if (ends && last.isUnmount()) {
            return;
        }
        long tail = last.tail() & 0xffffffffL;
        UnmappableException.check(tail < sectors, "its log is to be replayed from sector " + tail);
        long next = tail < head ? tail : tail - sectors;
        boolean superblocks = ends && last.tail() == place(next, current);
        for (int i = 0; superblocks && next < head; i++) {
            XfsLogRecord record = record(next, current);
            superblocks = i < MOST_RECORDS && record.isOfSuperblock(sectorSize);
            next = record.end();
        }
        UnmappableException.check(superblocks && next == head, "its log is not empty (in use or not unmounted)");
    }

    /** Returns the record at a sector, which is below 0 in the cycle before. */
    private XfsLogRecord record(long sector, int current) throws UnmappableException {
        ByteBuffer header = read(sector);
        XfsLogRecord record = new XfsLogRecord(header, sector, read(sector + XfsLogRecord.headers(header)));
        record.check(place(sector, current));
        return record;
    }

    private long place(long sector, int current) {
        return (sector < 0 ? current - 1L : current) << 32 | Math.floorMod(sector, sectors);
    }

    private int cycle(long sector) {
        return cycle(read(sector), 0);
    }

    private static int cycle(ByteBuffer bytes, int offset) {
        return bytes.getInt(offset) == XfsLogRecord.MAGIC ? bytes.getInt(offset + 4) : bytes.getInt(offset);
    }

    private ByteBuffer read(long sector) {
        return read(Math.floorMod(sector, sectors), 1);
    }

    private ByteBuffer read(long sector, int count) {
        return range.read(start + sector * SECTOR, count * SECTOR).order(ByteOrder.BIG_ENDIAN);
    }
}
