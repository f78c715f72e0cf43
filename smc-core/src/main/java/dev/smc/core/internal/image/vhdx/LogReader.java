package dev.smc.core.internal.image.vhdx;

import dev.smc.api.error.CorruptDiskException;
import dev.smc.core.internal.image.file.ImageErrors;
import dev.smc.core.internal.image.file.ImageFile;
import dev.smc.core.internal.image.file.Structure;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * Reads the entries of a log and checks all that can be checked of them. An entry is made of sectors of 4 KiB: first those with a
 * header of 64 bytes and descriptors of 32 bytes each, then one with data for each descriptor that is not of zeros.
 */
final class LogReader {
    static final int SECTOR = 4096;
    static final int HEADER_LENGTH = 64;
    static final int DESCRIPTOR_LENGTH = 32;
    static final String ZERO = "zero";

    private static final String ENTRY = "loge";
    private static final String DATA = "desc";
    private static final String DATA_SECTOR = "data";
    private static final long LARGEST_LOG = 256 << 20;

    /** Entries of one log hardly overlap, so few of its bytes are read more than a few times; a log made to waste time differs. */
    private static final int MOST_READS = 16;

    private enum State {
        WHOLE,
        /** The program died when it wrote the entry: sectors that have its number at both ends are missing. */
        TORN,
        DAMAGED
    }

    private final ImageFile file;
    private final VhdxHeader header;
    private long budget;
    private boolean damaged;

    LogReader(ImageFile file, VhdxHeader header) {
        if (header.hasLog() && header.logLength() > LARGEST_LOG) {
            throw ImageErrors.unsupported(
                    file.location(),
                    "has a log of " + header.logLength() + " bytes to be replayed, which is more than is supported");
        }
        this.file = file;
        this.header = header;
        this.budget = MOST_READS * header.logLength();
    }

    /** Returns where in the file a place of the log lies. */
    long position(long offset) {
        return header.logOffset() + offset % header.logLength();
    }

    Structure sector(long offset) {
        return Structure.read(file, position(offset), SECTOR, ByteOrder.LITTLE_ENDIAN);
    }

    /**
     * Returns the entry that starts at an offset, if there is one that is right in every respect.
     *
     * @param sequence the number that it must have, or 0 for any
     */
    Optional<LogEntry> entry(long start, long sequence) {
        Structure first = Structure.read(file, position(start), HEADER_LENGTH, ByteOrder.LITTLE_ENDIAN);
        boolean candidate = first.text(0, 4).equals(ENTRY)
                && first.guid(32).equals(header.logId())
                && (sequence == 0 || first.i64(16) == sequence);
        if (!candidate) {
            return Optional.empty();
        }
        LogEntry entry = new LogEntry(
                start, first.u32(8), first.u32(12), first.i64(16), first.u32(24), first.i64(48), first.i64(56));
        State state = isSound(entry) ? state(entry) : State.DAMAGED;
        damaged |= state == State.DAMAGED;
        return state == State.WHOLE ? Optional.of(entry) : Optional.empty();
    }

    /** Returns whether an entry was met that may have been whole once. */
    boolean hasDamaged() {
        return damaged;
    }

    private boolean isSound(LogEntry entry) {
        return entry.sequence() != 0
                && entry.length() % SECTOR == 0
                && entry.length() > 0
                && entry.length() <= header.logLength()
                && entry.tail() % SECTOR == 0
                && entry.tail() < header.logLength()
                && entry.flushedSize() >= 0
                && entry.lastSize() >= 0
                && descriptorSectors(entry) <= entry.length() / SECTOR;
    }

    /** Returns how many sectors hold the header and the descriptors. */
    static long descriptorSectors(LogEntry entry) {
        return (HEADER_LENGTH + entry.descriptors() * DESCRIPTOR_LENGTH + SECTOR - 1) / SECTOR;
    }

    /** Checks descriptors, data sectors and the checksum over all of them. */
    private State state(LogEntry entry) {
        budget -= entry.length();
        if (budget < 0) {
            throw new CorruptDiskException(
                    file.location(), header.logOffset(), "a log of entries that overlap", "entries one behind another");
        }
        CRC32C crc = new CRC32C();
        long descriptorsLeft = entry.descriptors();
        long dataSectors = 0;
        int checksum = 0;
        for (long offset = 0; offset < entry.length(); offset += SECTOR) {
            Structure sector = sector(entry.start() + offset);
            if (offset == 0) {
                checksum = sector.i32(VhdxChecksum.OFFSET);
                VhdxChecksum.update(crc, sector.bytes());
            } else {
                crc.update(sector.bytes().duplicate());
            }
            if (offset / SECTOR < descriptorSectors(entry)) {
                for (int at = offset == 0 ? HEADER_LENGTH : 0;
                        at < SECTOR && descriptorsLeft > 0;
                        at += DESCRIPTOR_LENGTH, descriptorsLeft--) {
                    if (!isDescriptor(sector, at, entry)) {
                        return State.DAMAGED;
                    }
                    dataSectors += isZeros(sector, at) ? 0 : 1;
                }
            } else if (dataSectors > 0) {
                if (!isData(sector, entry)) {
                    return State.TORN;
                }
                dataSectors--;
            }
        }
        return dataSectors == 0 && (int) crc.getValue() == checksum ? State.WHOLE : State.DAMAGED;
    }

    static boolean isZeros(Structure sector, int at) {
        return sector.text(at, 4).equals(ZERO);
    }

    private static boolean isDescriptor(Structure sector, int at, LogEntry entry) {
        long length = isZeros(sector, at) ? sector.i64(at + 8) : SECTOR;
        long offset = sector.i64(at + 16);
        return (isZeros(sector, at) || sector.text(at, 4).equals(DATA))
                && sector.i64(at + 24) == entry.sequence()
                && offset >= 0
                && offset % SECTOR == 0
                && length >= 0
                && length % SECTOR == 0
                && length <= Long.MAX_VALUE - SECTOR - offset;
    }

    private static boolean isData(Structure sector, LogEntry entry) {
        return sector.text(0, 4).equals(DATA_SECTOR)
                && (sector.u32(4) << 32 | sector.u32(SECTOR - 4)) == entry.sequence();
    }

    /** Returns the page of the file that a data descriptor and its sector describe: the ends of it stand in the descriptor. */
    static ByteBuffer page(Structure descriptorSector, int at, Structure dataSector) {
        ByteBuffer page = ByteBuffer.allocate(SECTOR).order(ByteOrder.LITTLE_ENDIAN);
        page.put(0, dataSector.bytes(), 0, SECTOR);
        page.putLong(0, descriptorSector.i64(at + 8));
        page.putInt(SECTOR - Integer.BYTES, descriptorSector.i32(at + 4));
        return page;
    }
}
