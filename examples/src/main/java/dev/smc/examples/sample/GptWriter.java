package dev.smc.examples.sample;

import static java.nio.charset.StandardCharsets.UTF_16LE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.UUID;
import java.util.zip.CRC32;

/** Writes a protective MBR and both copies of a GUID partition table, as UEFI 2.10, chapter 5 has them. */
final class GptWriter {
    static final int SECTOR = 512;
    static final UUID BIOS_BOOT = UUID.fromString("21686148-6449-6E6F-744E-656564454649");
    static final UUID LINUX_DATA = UUID.fromString("0FC63DAF-8483-4772-8E79-3D69D8477DE4");

    private static final int ENTRIES = 128;
    private static final int ENTRY_SIZE = 128;
    private static final int ENTRY_SECTORS = ENTRIES * ENTRY_SIZE / SECTOR;
    private static final int HEADER_SIZE = 92;

    /** A partition, from its first to its last sector. */
    record Partition(UUID type, UUID id, long first, long last, String name) {}

    private GptWriter() {}

    /** Returns how many sectors the table takes at the end of the disk. */
    static int sectorsAtEnd() {
        return ENTRY_SECTORS + 1;
    }

    static void write(DiskFile disk, long sectors, UUID diskId, List<Partition> partitions) throws IOException {
        ByteBuffer entries = entries(partitions);
        long lastSector = sectors - 1;
        long backupEntries = lastSector - ENTRY_SECTORS;
        disk.write(0, protectiveMbr(sectors));
        disk.write(SECTOR, header(1, lastSector, 2, diskId, entries));
        disk.write(2 * SECTOR, entries.duplicate());
        disk.write(backupEntries * SECTOR, entries.duplicate());
        disk.write(lastSector * SECTOR, header(lastSector, 1, backupEntries, diskId, entries));
    }

    private static ByteBuffer protectiveMbr(long sectors) {
        ByteBuffer mbr = buffer(SECTOR);
        mbr.put(447, (byte) 0x00).put(448, (byte) 0x02).put(449, (byte) 0x00); // first sector as cylinder, head, sector
        mbr.put(450, (byte) 0xEE).put(451, (byte) 0xFF).put(452, (byte) 0xFF).put(453, (byte) 0xFF);
        mbr.putInt(454, 1).putInt(458, (int) Math.min(sectors - 1, 0xFFFFFFFFL));
        return mbr.putShort(510, (short) 0xAA55);
    }

    private static ByteBuffer header(long self, long other, long entriesAt, UUID diskId, ByteBuffer entries) {
        long lastSector = Math.max(self, other);
        ByteBuffer header = buffer(SECTOR);
        header.putLong(0x5452415020494645L).putInt(0x00010000).putInt(HEADER_SIZE); // "EFI PART", revision 1.0
        header.putInt(0).putInt(0).putLong(self).putLong(other);
        header.putLong(2 + ENTRY_SECTORS)
                .putLong(lastSector - ENTRY_SECTORS - 1); // first and last sector for partitions
        putGuid(header, diskId);
        header.putLong(entriesAt).putInt(ENTRIES).putInt(ENTRY_SIZE).putInt(crc(entries.duplicate()));
        header.putInt(16, crc(header.duplicate().flip()));
        return header.clear();
    }

    private static ByteBuffer entries(List<Partition> partitions) {
        ByteBuffer entries = buffer(ENTRIES * ENTRY_SIZE);
        for (Partition partition : partitions) {
            int end = entries.position() + ENTRY_SIZE;
            putGuid(entries, partition.type());
            putGuid(entries, partition.id());
            entries.putLong(partition.first()).putLong(partition.last()).putLong(0);
            entries.put(partition.name().getBytes(UTF_16LE)).position(end);
        }
        return entries.clear();
    }

    /** A GUID on disk has its first three fields in little-endian order and the rest as written. */
    private static void putGuid(ByteBuffer target, UUID id) {
        long high = id.getMostSignificantBits();
        target.putInt((int) (high >>> 32)).putShort((short) (high >>> 16)).putShort((short) high);
        target.putLong(Long.reverseBytes(id.getLeastSignificantBits()));
    }

    private static int crc(ByteBuffer data) {
        CRC32 crc = new CRC32();
        crc.update(data);
        return (int) crc.getValue();
    }

    private static ByteBuffer buffer(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }
}
