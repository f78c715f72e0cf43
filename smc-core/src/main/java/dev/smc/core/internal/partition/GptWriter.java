package dev.smc.core.internal.partition;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import java.util.zip.CRC32;

/**
 * Writes GUID partition tables as UEFI 2.10, section 5.3, has them: a protective master boot record, a header and entries at the
 * start of the disk, and entries and a header at its end.
 */
public final class GptWriter {
    private static final int REVISION = 0x10000;
    private static final int HEADER_LENGTH = 92;
    private static final int ENTRY_LENGTH = 128;
    /** The highest number that a partition can have. */
    static final int ENTRIES = 128;

    private static final int MBR_ENTRIES_LENGTH = 64;
    private static final int ACTIVE = 0x80;
    private static final long UINT32 = 0xffff_ffffL;

    private final int sectorSize;
    private final long sectors;
    private final UUID diskId;
    private final ByteBuffer entries;

    /**
     * Prepares a table.
     *
     * @param size of the disk in bytes
     * @param diskId the GUID of the disk
     * @param partitions with numbers up to 128, their GUIDs given
     */
    public GptWriter(int sectorSize, long size, UUID diskId, List<Partition> partitions) {
        this.sectorSize = sectorSize;
        this.sectors = size / sectorSize;
        this.diskId = diskId;
        this.entries = entries(sectorSize, partitions);
    }

    /** Returns the first byte that a partition can have. */
    public static long firstUsable(int sectorSize) {
        return (2 + entriesSectors(sectorSize)) * sectorSize;
    }

    /** Returns how many bytes at the end of a disk of some size no partition can have. */
    public static long tail(long size, int sectorSize) {
        return (1 + entriesSectors(sectorSize)) * sectorSize + size % sectorSize;
    }

    private static long entriesSectors(int sectorSize) {
        return (ENTRIES * ENTRY_LENGTH + sectorSize - 1L) / sectorSize;
    }

    /**
     * Returns what to write.
     *
     * @param bootSector the first 512 bytes of the disk so far, whose program and first entry's mark are kept
     */
    public List<TablePiece> write(ByteBuffer bootSector) {
        long entriesSectors = entriesSectors(sectorSize);
        long last = sectors - 1;
        return List.of(
                new TablePiece(0, protective(bootSector)),
                new TablePiece(sectorSize, header(1, last, 2)),
                new TablePiece(2L * sectorSize, entries.duplicate()),
                new TablePiece((last - entriesSectors) * sectorSize, entries.duplicate()),
                new TablePiece(last * sectorSize, header(last, 1, last - entriesSectors)));
    }

    private ByteBuffer protective(ByteBuffer bootSector) {
        ByteBuffer sector = ByteBuffer.allocate(bootSector.remaining()).order(ByteOrder.LITTLE_ENDIAN);
        sector.put(bootSector.duplicate()).flip();
        // Some BIOSes start only from disks with an active partition.
        byte status = (byte) (sector.get(Mbr.ENTRIES_OFFSET) & ACTIVE);
        sector.put(Mbr.ENTRIES_OFFSET, new byte[MBR_ENTRIES_LENGTH]);
        sector.put(Mbr.ENTRIES_OFFSET, status);
        sector.put(Mbr.ENTRIES_OFFSET + 1, new byte[] {0, 2, 0, (byte) Mbr.TYPE_PROTECTIVE, -1, -1, -1});
        sector.putInt(Mbr.ENTRIES_OFFSET + 8, 1);
        sector.putInt(Mbr.ENTRIES_OFFSET + 12, (int) Math.min(UINT32, sectors - 1));
        sector.putShort(Mbr.ENTRIES_OFFSET + MBR_ENTRIES_LENGTH, (short) 0xaa55);
        return sector;
    }

    private ByteBuffer header(long here, long other, long firstOfEntries) {
        ByteBuffer header = ByteBuffer.allocate(sectorSize).order(ByteOrder.LITTLE_ENDIAN);
        header.putLong(0, GptTable.SIGNATURE);
        header.putInt(8, REVISION);
        header.putInt(12, HEADER_LENGTH);
        header.putLong(24, here);
        header.putLong(32, other);
        header.putLong(40, firstUsable(sectorSize) / sectorSize);
        header.putLong(48, sectors - 2 - entriesSectors(sectorSize));
        putGuid(header, 56, diskId);
        header.putLong(72, firstOfEntries);
        header.putInt(80, ENTRIES);
        header.putInt(84, ENTRY_LENGTH);
        header.putInt(88, checksum(entries.duplicate().limit(ENTRIES * ENTRY_LENGTH)));
        header.putInt(16, checksum(header.duplicate().limit(HEADER_LENGTH)));
        return header;
    }

    private static ByteBuffer entries(int sectorSize, List<Partition> partitions) {
        ByteBuffer entries = ByteBuffer.allocate((int) entriesSectors(sectorSize) * sectorSize)
                .order(ByteOrder.LITTLE_ENDIAN);
        for (Partition partition : partitions) {
            int offset = (partition.index() - 1) * ENTRY_LENGTH;
            putGuid(entries, offset, UUID.fromString(partition.type()));
            putGuid(entries, offset + 16, UUID.fromString(partition.uuid().orElseThrow()));
            entries.putLong(offset + 32, partition.start() / sectorSize);
            entries.putLong(offset + 40, partition.end() / sectorSize - 1);
            entries.putLong(offset + 48, partition.attributes());
            byte[] name = partition.name().orElse("").getBytes(StandardCharsets.UTF_16LE);
            entries.put(offset + GptTable.NAME_OFFSET, name, 0, Math.min(name.length, GptTable.NAME_LENGTH));
        }
        return entries;
    }

    /** The first three fields of a GUID are little-endian, the others are bytes. */
    private static void putGuid(ByteBuffer bytes, int offset, UUID guid) {
        long high = guid.getMostSignificantBits();
        bytes.putInt(offset, (int) (high >>> 32));
        bytes.putShort(offset + 4, (short) (high >>> 16));
        bytes.putShort(offset + 6, (short) high);
        bytes.putLong(offset + 8, Long.reverseBytes(guid.getLeastSignificantBits()));
    }

    private static int checksum(ByteBuffer bytes) {
        CRC32 checksum = new CRC32();
        checksum.update(bytes);
        return (int) checksum.getValue();
    }
}
