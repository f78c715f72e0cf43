package dev.smc.core.internal.partition;

import dev.smc.testkit.MemoryDisk;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/** A disk in memory with partition tables made by hand, from the formats' descriptions. */
public final class TestDisk {
    private static final int ENTRY = 128;
    private static final int ENTRIES = 128;

    public final byte[] content;
    private final ByteBuffer bytes;
    private final int sectorSize;

    public TestDisk(int size) {
        this(size, 512);
    }

    public TestDisk(int size, int sectorSize) {
        this.content = new byte[size];
        this.bytes = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
        this.sectorSize = sectorSize;
    }

    public MemoryDisk disk() {
        return new MemoryDisk(content);
    }

    public ByteBuffer bytes() {
        return bytes;
    }

    public TestDisk fill(int offset, int length) {
        for (int i = offset; i < offset + length; i++) {
            content[i] = (byte) (i % 251 + 1);
        }
        return this;
    }

    public TestDisk text(int offset, String text) {
        byte[] ascii = text.getBytes(StandardCharsets.ISO_8859_1);
        System.arraycopy(ascii, 0, content, offset, ascii.length);
        return this;
    }

    /** Writes an entry of a boot record at a sector, with its signature. */
    public TestDisk mbrEntry(int sector, int number, int type, long first, long count) {
        int offset = sector * 512 + 446 + number * 16;
        content[offset + 4] = (byte) type;
        bytes.putInt(offset + 8, (int) first);
        bytes.putInt(offset + 12, (int) count);
        bytes.putShort(sector * 512 + 510, (short) 0xaa55);
        return this;
    }

    /** Writes an entry in both copies of the GUID partition table; call {@link #gpt()} when all are there. */
    public TestDisk gptEntry(int number, String type, long first, long last, String name) {
        for (long table : new long[] {2, backupSector() - tableSectors()}) {
            int offset = (int) (table * sectorSize) + number * ENTRY;
            bytes.put(offset, Guids.bytes(type));
            bytes.putLong(offset + 16, number + 1);
            bytes.putLong(offset + 32, first);
            bytes.putLong(offset + 40, last);
            bytes.put(offset + 56, name.getBytes(StandardCharsets.UTF_16LE));
        }
        return this;
    }

    /** Writes the protective boot record and both headers. */
    public TestDisk gpt() {
        mbrEntry(0, 0, 0xee, 1, 0xffffffffL);
        return header(1, backupSector(), 2).header(backupSector(), 1, backupSector() - tableSectors());
    }

    private TestDisk header(long sector, long other, long table) {
        int offset = (int) (sector * sectorSize);
        text(offset, "EFI PART");
        bytes.putInt(offset + 8, 0x10000);
        bytes.putInt(offset + 12, 92);
        bytes.putLong(offset + 24, sector);
        bytes.putLong(offset + 32, other);
        bytes.putLong(offset + 40, 2 + tableSectors());
        bytes.putLong(offset + 48, backupSector() - tableSectors() - 1);
        bytes.putLong(offset + 72, table);
        bytes.putInt(offset + 80, ENTRIES);
        bytes.putInt(offset + 84, ENTRY);
        bytes.putInt(offset + 88, crc((int) (table * sectorSize), ENTRIES * ENTRY));
        return sealHeader(sector);
    }

    /** Gives a header its checksum, after a change. */
    public TestDisk sealHeader(long sector) {
        int offset = (int) (sector * sectorSize);
        bytes.putInt(offset + 16, 0);
        bytes.putInt(offset + 16, crc(offset, 92));
        return this;
    }

    private int crc(int offset, int length) {
        CRC32 crc = new CRC32();
        crc.update(content, offset, length);
        return (int) crc.getValue();
    }

    public int sectorSize() {
        return sectorSize;
    }

    public int backupSector() {
        return content.length / sectorSize - 1;
    }

    private int tableSectors() {
        return ENTRIES * ENTRY / sectorSize;
    }
}
