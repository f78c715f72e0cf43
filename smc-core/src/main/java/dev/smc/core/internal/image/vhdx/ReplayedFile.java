package dev.smc.core.internal.image.vhdx;

import dev.smc.core.internal.image.file.ExtentList;
import dev.smc.core.internal.image.file.ImageErrors;
import dev.smc.core.internal.image.file.ImageFile;
import dev.smc.core.internal.image.file.Structure;
import dev.smc.core.internal.image.file.Zeros;
import dev.smc.spi.disk.Extent;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * A VHDX file as it is once its log has been replayed, which is done in memory: the file itself is never written. What the log
 * writes stays in the log and is fetched from there. Thread-safe.
 */
final class ReplayedFile implements AutoCloseable {
    private static final int MOST_WRITES = 1 << 18;

    /**
     * What the log writes to a range of the file, one page unless it is zeros.
     *
     * @param end of the range
     * @param descriptor where in the log the sector with the descriptor starts, or -1 for zeros
     * @param at where the descriptor lies in its sector
     * @param data where in the log the sector with the data starts
     */
    private record Write(long end, long descriptor, int at, long data) {
        Write endingAt(long newEnd) {
            return new Write(newEnd, descriptor, at, data);
        }

        boolean isZeros() {
            return descriptor < 0;
        }
    }

    private final ImageFile file;
    private final LogReader log;
    /** By the start of the range; ranges do not overlap. Not changed once the file is open. */
    private final NavigableMap<Long, Write> writes = new TreeMap<>();

    private long size;

    private ReplayedFile(ImageFile file, LogReader log) {
        this.file = file;
        this.log = log;
        this.size = file.size();
    }

    /** Replays the log, if there is something in it. */
    static ReplayedFile open(ImageFile file, VhdxHeader header) {
        LogReader log = new LogReader(file, header);
        ReplayedFile replayed = new ReplayedFile(file, log);
        if (header.hasLog()) {
            for (LogEntry entry : LogSequence.active(file, header, log)) {
                replayed.replay(entry);
                replayed.size = Math.max(replayed.size, entry.lastSize());
            }
        }
        return replayed;
    }

    private void replay(LogEntry entry) {
        long data = entry.start() + LogReader.descriptorSectors(entry) * LogReader.SECTOR;
        int at = LogReader.HEADER_LENGTH;
        long sectorStart = entry.start();
        Structure sector = log.sector(sectorStart);
        for (long i = 0; i < entry.descriptors(); i++) {
            if (at == LogReader.SECTOR) {
                at = 0;
                sectorStart += LogReader.SECTOR;
                sector = log.sector(sectorStart);
            }
            long start = sector.i64(at + 16);
            if (LogReader.isZeros(sector, at)) {
                put(start, new Write(start + sector.i64(at + 8), -1, 0, 0));
            } else {
                put(start, new Write(start + LogReader.SECTOR, sectorStart, at, data));
                data += LogReader.SECTOR;
            }
            at += LogReader.DESCRIPTOR_LENGTH;
        }
    }

    /** Puts a write over those before it. */
    private void put(long start, Write write) {
        if (write.end() == start) {
            return;
        }
        Map.Entry<Long, Write> before = writes.lowerEntry(start);
        if (before != null && before.getValue().end() > start) {
            writes.put(before.getKey(), before.getValue().endingAt(start));
            keepBehind(write.end(), before.getValue());
        }
        NavigableMap<Long, Write> covered = writes.subMap(start, true, write.end(), false);
        if (!covered.isEmpty()) {
            keepBehind(write.end(), covered.lastEntry().getValue());
            covered.clear();
        }
        writes.put(start, write);
        size = Math.max(size, write.end());
        if (writes.size() > MOST_WRITES) {
            throw ImageErrors.unsupported(
                    file.location(), "has a log of more than " + MOST_WRITES + " writes, which is not supported");
        }
    }

    /** Keeps what an older write, then one of zeros, has behind the end of a newer one. */
    private void keepBehind(long end, Write older) {
        if (older.end() > end) {
            writes.put(end, older);
        }
    }

    String location() {
        return file.location();
    }

    /** Returns how long the file is. */
    long size() {
        return size;
    }

    /** Throws unless the file has at least so many bytes. */
    void requireSize(long needed) {
        if (needed > size) {
            throw file.truncated(needed);
        }
    }

    /** Fills a buffer from a position of the file, which must be long enough. */
    void read(long offset, ByteBuffer target) {
        int limit = target.limit();
        long position = offset;
        try {
            while (target.position() < limit) {
                long end = position + limit - target.position();
                Map.Entry<Long, Write> write = writes.floorEntry(position);
                boolean written = write != null && write.getValue().end() > position;
                Long next = writes.higherKey(position);
                long partEnd = Math.min(end, written ? write.getValue().end() : next == null ? end : next);
                target.limit(target.position() + (int) (partEnd - position));
                if (written) {
                    readWrite(write.getValue(), (int) Math.min(position - write.getKey(), LogReader.SECTOR), target);
                } else {
                    readFile(position, target);
                }
                target.limit(limit);
                position = partEnd;
            }
        } finally {
            target.limit(limit);
        }
    }

    private void readWrite(Write write, int inPage, ByteBuffer target) {
        if (write.isZeros()) {
            Zeros.fill(target);
        } else {
            ByteBuffer page = LogReader.page(log.sector(write.descriptor()), write.at(), log.sector(write.data()));
            target.put(page.slice(inPage, target.remaining()));
        }
    }

    /** Reads from the file; what the log made it longer by is zeros. */
    private void readFile(long offset, ByteBuffer target) {
        int limit = target.limit();
        long there = Math.max(0, Math.min(target.remaining(), file.size() - offset));
        if (there > 0) {
            target.limit(target.position() + (int) there);
            file.read(offset, target);
            target.limit(limit);
        }
        Zeros.fill(target);
    }

    Structure structure(long offset, int length) {
        requireSize(offset + length);
        ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        read(offset, bytes);
        return new Structure(file.location(), offset, bytes.flip());
    }

    /** Adds the data and holes of a part of the file that holds the part of a disk from {@code offset} on. */
    void addExtents(long position, long length, long offset, ExtentList extents) {
        Map.Entry<Long, Write> last = writes.lowerEntry(position + length);
        boolean written = last != null && last.getValue().end() > position;
        if (!written && position + length <= file.size()) {
            file.addExtents(position, length, offset, extents);
        } else {
            extents.add(Extent.Kind.DATA, offset, length);
        }
    }

    @Override
    public void close() {
        file.close();
    }
}
