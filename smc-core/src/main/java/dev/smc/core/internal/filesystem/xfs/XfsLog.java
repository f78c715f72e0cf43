package dev.smc.core.internal.filesystem.xfs;

import dev.smc.core.internal.disk.DiskRange;
import dev.smc.core.internal.filesystem.UnmappableException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Finds out from the log whether the file system was unmounted cleanly: the last record must be the one that unmounting writes.
 *
 * <p>The log is a ring of sectors of 512 bytes, filled in cycles. Each sector starts with the number of its cycle; a header of a
 * record, with a magic number and then that. Sectors of the current cycle are followed by those of the one before:
 *
 * <pre>
 * 7 7 7 7 7 7|6 6 6 6 6 6     the head is where the bar is
 * </pre>
 *
 * <p>A header, in hexadecimal offsets: 0 magic, 4 cycle, 8 version, c length of what follows the headers in bytes, 10 own place: cycle
 * and sector, 28 number of operations; 4 bytes each; 140 size of the buffer it was written from, for each 32 KiB of which there is
 * a header. An operation: 0 transaction, 4 length; 8 client, 9 flags, 1 byte each.
 */
final class XfsLog {
    private static final int SECTOR = 512;
    private static final int MAGIC = 0xfeedbabe;
    /** No more than this is written at once, so that what a crash leaves in disorder is not farther from the head. */
    private static final int MOST_IN_FLIGHT = 8 * (256 << 10) / SECTOR;

    private static final int PIECE = (1 << 20) / SECTOR;

    private static final int PER_HEADER = 32 << 10;
    private static final int LARGEST_RECORD = 256 << 10;
    private static final int CLIENT_LOG = 0xaa;
    private static final int FLAG_UNMOUNT = 0x20;

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
        log.checkUnmounted(head, current);
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

    private void checkUnmounted(long head, int current) throws UnmappableException {
        long sector = head - 1;
        while (sector > head - 1 - LARGEST_RECORD / SECTOR - LARGEST_RECORD / PER_HEADER
                && read(sector).getInt(0) != MAGIC) {
            sector--;
        }
        ByteBuffer header = read(sector);
        UnmappableException.check(header.getInt(0) == MAGIC, "its log has no record before its head");
        int cycle = sector < 0 ? current - 1 : current;
        int version = header.getInt(8);
        int size = version == 2 ? header.getInt(0x140) : 0;
        int length = header.getInt(0xc);
        UnmappableException.check(
                (version == 1 || version == 2)
                        && size >= 0
                        && size <= LARGEST_RECORD
                        && length > 0
                        && length <= LARGEST_RECORD
                        && header.getLong(0x10) == ((long) cycle << 32 | Math.floorMod(sector, sectors)),
                "the last record of its log is damaged");
        long operation = sector + Math.max(1, (size + PER_HEADER - 1) / PER_HEADER);
        ByteBuffer first = read(operation);
        UnmappableException.check(
                operation + (length + SECTOR - 1) / SECTOR == head
                        && header.getInt(0x28) == 1
                        && Byte.toUnsignedInt(first.get(8)) == CLIENT_LOG
                        && (first.get(9) & FLAG_UNMOUNT) != 0,
                "its log is not empty (in use or not unmounted)");
    }

    private int cycle(long sector) {
        return cycle(read(sector), 0);
    }

    private static int cycle(ByteBuffer bytes, int offset) {
        return bytes.getInt(offset) == MAGIC ? bytes.getInt(offset + 4) : bytes.getInt(offset);
    }

    private ByteBuffer read(long sector) {
        return read(Math.floorMod(sector, sectors), 1);
    }

    private ByteBuffer read(long sector, int count) {
        return range.read(start + sector * SECTOR, count * SECTOR).order(ByteOrder.BIG_ENDIAN);
    }
}
