package dev.smc.core.internal.image.vmdk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.Deflater;

/**
 * Builds sparse VMDK images by hand: header, descriptor at sector 1, grain directory at {@link #DIRECTORY}, its copy at
 * {@link #REDUNDANT_DIRECTORY}, grain tables from {@link #TABLES} on, grains.
 */
final class VmdkFixture {
    static final int SECTOR = 512;
    static final int GRAIN = 8192;
    static final int DESCRIPTOR = SECTOR;
    static final int DIRECTORY = 20 * SECTOR;
    static final int REDUNDANT_DIRECTORY = 21 * SECTOR;
    static final int TABLES = 22 * SECTOR;
    static final int NO_GRAIN = 0;
    static final int ZEROED = 1;

    private static final int TABLE_ENTRIES = 512;

    private final int size;
    private final ByteBuffer file;
    private final int tables;
    private int end;
    private boolean compressed;
    private boolean footer;

    VmdkFixture(int size) {
        this.size = size;
        this.tables = (size + GRAIN * TABLE_ENTRIES - 1) / (GRAIN * TABLE_ENTRIES);
        this.file = ByteBuffer.allocate(2 * size + TABLES + tables * TABLE_ENTRIES * 4 + (1 << 20))
                .order(ByteOrder.LITTLE_ENDIAN);
        this.end = TABLES + tables * TABLE_ENTRIES * 4;
        for (int i = 0; i < tables; i++) {
            int table = (TABLES + i * TABLE_ENTRIES * 4) / SECTOR;
            file.putInt(DIRECTORY + i * 4, table).putInt(REDUNDANT_DIRECTORY + i * 4, table);
        }
        descriptor(descriptor("12345678", "ffffffff", ""));
        header(0);
    }

    static String descriptor(String cid, String parentCid, String more) {
        return """
                # Disk DescriptorFile
                version=1
                CID=%s
                parentCID=%s
                createType="monolithicSparse"
                %s
                RW 1 SPARSE "disk.vmdk"
                """.formatted(cid, parentCid, more);
    }

    private void header(int at) {
        file.put(at, "KDMV".getBytes(StandardCharsets.US_ASCII));
        file.putInt(at + 4, compressed ? 3 : 1).putInt(at + 8, compressed ? 0x30007 : 0x7);
        file.putLong(at + 12, size / SECTOR).putLong(at + 20, GRAIN / SECTOR);
        file.putLong(at + 28, 1).putLong(at + 36, DIRECTORY / SECTOR - 1).putInt(at + 44, TABLE_ENTRIES);
        file.putLong(at + 48, REDUNDANT_DIRECTORY / SECTOR);
        file.putLong(at + 56, footer && at == 0 ? -1 : DIRECTORY / SECTOR);
        file.putLong(at + 64, 128);
        file.put(at + 73, new byte[] {'\n', ' ', '\r', '\n'}).putShort(at + 77, (short) (compressed ? 1 : 0));
    }

    VmdkFixture descriptor(String text) {
        file.put(DESCRIPTOR, new byte[DIRECTORY - DESCRIPTOR]);
        file.put(DESCRIPTOR, text.getBytes(StandardCharsets.UTF_8));
        return this;
    }

    VmdkFixture compressed() {
        compressed = true;
        header(0);
        return this;
    }

    /** Leaves the place of the directory to a footer. */
    VmdkFixture footer() {
        footer = true;
        header(0);
        return this;
    }

    /** Stores all grains that are not zeros. */
    VmdkFixture data(byte[] content) {
        for (int start = 0; start < content.length; start += GRAIN) {
            byte[] grain = Arrays.copyOfRange(content, start, Math.min(content.length, start + GRAIN));
            if (!Arrays.equals(grain, new byte[grain.length])) {
                grain(start / GRAIN, grain);
            }
        }
        return this;
    }

    VmdkFixture grain(int number, byte[] content) {
        byte[] grain = Arrays.copyOf(content, GRAIN);
        entry(number, end / SECTOR);
        if (compressed) {
            Deflater deflater = new Deflater();
            deflater.setInput(grain);
            deflater.finish();
            byte[] packed = new byte[2 * GRAIN];
            int length = deflater.deflate(packed);
            deflater.end();
            file.putLong(end, (long) number * GRAIN / SECTOR).putInt(end + 8, length);
            file.put(end + 12, packed, 0, length);
            end += (12 + length + SECTOR - 1) / SECTOR * SECTOR;
        } else {
            file.put(end, grain);
            end += GRAIN;
        }
        return this;
    }

    VmdkFixture entry(int grain, int entry) {
        file.putInt(TABLES + grain * 4, entry);
        return this;
    }

    /** Changes bytes of the file. */
    VmdkFixture put(int offset, byte... bytes) {
        file.put(offset, bytes);
        return this;
    }

    VmdkFixture putInt(int offset, int value) {
        file.putInt(offset, value);
        return this;
    }

    VmdkFixture putLong(int offset, long value) {
        file.putLong(offset, value);
        return this;
    }

    byte[] bytes() {
        int length = end;
        if (footer) {
            // A marker of the footer, the footer, and a marker of the end.
            file.putLong(end, 1).putInt(end + 12, 3);
            header(end + SECTOR);
            length = end + 3 * SECTOR;
        }
        return Arrays.copyOf(file.array(), length);
    }

    Path write(Path path) throws IOException {
        return Files.write(path, bytes());
    }
}
