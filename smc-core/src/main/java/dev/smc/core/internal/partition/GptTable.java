package dev.smc.core.internal.partition;

import dev.smc.core.internal.disk.DiskRange;
import dev.smc.spi.disk.Extent;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.zip.CRC32;

/**
 * One copy of a GUID partition table, with both checksums verified.
 *
 * @param sectorSize by which it counts
 * @param alternate the sector of the other copy
 * @param firstUsable the first sector that partitions may have
 * @param lastUsable the last
 * @param diskId the disk's GUID
 * @param entries where the entries of this copy lie
 * @param partitions in the order of the table
 */
record GptTable(
        int sectorSize,
        long alternate,
        long firstUsable,
        long lastUsable,
        String diskId,
        Extent entries,
        List<Partition> partitions) {
    static final long SIGNATURE = 0x5452415020494645L;
    private static final int SMALLEST_HEADER = 92;
    private static final int SMALLEST_ENTRY = 128;
    private static final int LARGEST_ENTRY = 4096;
    private static final long LARGEST_TABLE = 4 << 20;
    static final int NAME_OFFSET = 56;
    static final int NAME_LENGTH = 72;

    /** This copy cannot be used; the message says why. */
    static final class DamagedException extends Exception {
        private static final long serialVersionUID = 1L;

        private final String reason;

        DamagedException(String reason) {
            super(reason);
            this.reason = reason;
        }

        String reason() {
            return reason;
        }
    }

    /** Reads the copy whose header is at a sector. */
    static GptTable read(DiskRange disk, int sectorSize, long sector) throws DamagedException {
        check(
                sector > 0 && sector < disk.length() / sectorSize,
                "sector " + sector + " is not one of the disk's " + disk.length() / sectorSize);
        ByteBuffer header = disk.read(sector * sectorSize, sectorSize);
        check(header.getLong(0) == SIGNATURE, "no header at sector " + sector);
        long length = unsigned(header, 12);
        check(length >= SMALLEST_HEADER && length <= sectorSize, "a header of " + length + " bytes");
        check(headerChecksum(header, (int) length) == header.getInt(16), "the checksum of its header is wrong");
        check(header.getLong(24) == sector, "a header written for sector " + header.getLong(24));
        ByteBuffer entries = readEntries(disk, sectorSize, header);
        List<Partition> partitions = new ArrayList<>();
        int entrySize = header.getInt(84);
        for (int i = 0; i < entries.capacity() / entrySize; i++) {
            ByteBuffer entry = entries.slice(i * entrySize, entrySize).order(entries.order());
            if (entry.getLong(0) != 0 || entry.getLong(8) != 0) {
                partitions.add(partition(disk, sectorSize, i + 1, entry));
            }
        }
        return new GptTable(
                sectorSize,
                header.getLong(32),
                header.getLong(40),
                header.getLong(48),
                guid(header, 56),
                Extent.data(header.getLong(72) * sectorSize, entries.capacity()),
                List.copyOf(partitions));
    }

    /** Returns where a header, which may be damaged, says that the other copy is; 0 if it does not. */
    static long alternate(DiskRange disk, int sectorSize, long sector) {
        if (!disk.contains(sector * sectorSize, sectorSize)) {
            return 0;
        }
        ByteBuffer header = disk.read(sector * sectorSize, sectorSize);
        return header.getLong(0) == SIGNATURE ? header.getLong(32) : 0;
    }

    private static ByteBuffer readEntries(DiskRange disk, int sectorSize, ByteBuffer header) throws DamagedException {
        long first = header.getLong(72);
        long count = unsigned(header, 80);
        long size = unsigned(header, 84);
        check(
                size >= SMALLEST_ENTRY && size <= LARGEST_ENTRY && Long.bitCount(size) == 1,
                "entries of " + size + " bytes");
        check(count > 0 && count * size <= LARGEST_TABLE, count + " entries");
        check(first > 0 && first < disk.length() / sectorSize, "entries at sector " + Long.toUnsignedString(first));
        check(disk.contains(first * sectorSize, count * size), "entries that end behind the disk");
        ByteBuffer entries = disk.read(first * sectorSize, (int) (count * size));
        CRC32 checksum = new CRC32();
        checksum.update(entries.duplicate());
        check((int) checksum.getValue() == header.getInt(88), "the checksum of its entries is wrong");
        return entries;
    }

    private static int headerChecksum(ByteBuffer header, int length) {
        byte[] copy = new byte[length];
        header.get(0, copy);
        ByteBuffer.wrap(copy).putInt(16, 0);
        CRC32 checksum = new CRC32();
        checksum.update(copy);
        return (int) checksum.getValue();
    }

    private static Partition partition(DiskRange disk, int sectorSize, int index, ByteBuffer entry)
            throws DamagedException {
        long first = entry.getLong(32);
        long last = entry.getLong(40);
        check(
                first > 0 && last >= first && last < Long.MAX_VALUE / sectorSize - 1,
                "partition " + index + " from sector " + Long.toUnsignedString(first) + " to "
                        + Long.toUnsignedString(last));
        Partition partition = new Partition(
                index,
                first * sectorSize,
                (last - first + 1) * sectorSize,
                guid(entry, 0),
                name(entry),
                Optional.of(guid(entry, 16)),
                entry.getLong(48));
        return PartitionTables.checked(disk, partition);
    }

    /** The first three fields of a GUID are little-endian, the others are bytes. */
    private static String guid(ByteBuffer bytes, int offset) {
        long high = Integer.toUnsignedLong(bytes.getInt(offset)) << 32
                | Short.toUnsignedLong(bytes.getShort(offset + 4)) << 16
                | Short.toUnsignedLong(bytes.getShort(offset + 6));
        return new UUID(high, Long.reverseBytes(bytes.getLong(offset + 8)))
                .toString()
                .toUpperCase(Locale.ROOT);
    }

    private static Optional<String> name(ByteBuffer entry) {
        byte[] bytes = new byte[NAME_LENGTH];
        entry.get(NAME_OFFSET, bytes);
        String padded = new String(bytes, StandardCharsets.UTF_16LE);
        int end = padded.indexOf('\0');
        String name = end < 0 ? padded : padded.substring(0, end);
        return name.isEmpty() ? Optional.empty() : Optional.of(name);
    }

    private static long unsigned(ByteBuffer bytes, int offset) {
        return Integer.toUnsignedLong(bytes.getInt(offset));
    }

    private static void check(boolean right, String otherwise) throws DamagedException {
        if (!right) {
            throw new DamagedException(otherwise);
        }
    }
}
