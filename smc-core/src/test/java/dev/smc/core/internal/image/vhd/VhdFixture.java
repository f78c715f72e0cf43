package dev.smc.core.internal.image.vhd;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.UUID;

/**
 * A small VHD image made by hand, from the format's description: a copy of the footer, header, parent paths, block allocation
 * table, blocks in the order in which they are added, footer.
 */
final class VhdFixture {
    static final int FIXED = 2;
    static final int DYNAMIC = 3;
    static final int DIFFERENCING = 4;

    static final int HEADER = 512;
    static final int HEADER_CHECKSUM = 36;
    static final int TABLE = 4096;

    private static final int SECTOR = 512;
    private static final int LOCATORS = 2048;
    private static final int LOCATOR_SPACE = 512;

    final ByteBuffer footer = ByteBuffer.allocate(SECTOR);
    final ByteBuffer bytes;
    private final int blockSize;
    private final int bitmapSize;
    private int end;
    private int locators;
    private boolean checksums = true;

    VhdFixture(int type, int blockSize, long size) {
        int blocks = (int) ((size + blockSize - 1) / blockSize);
        this.blockSize = blockSize;
        this.bitmapSize = (blockSize / SECTOR / 8 + SECTOR - 1) / SECTOR * SECTOR;
        this.end = (TABLE + blocks * 4 + SECTOR - 1) / SECTOR * SECTOR;
        this.bytes = ByteBuffer.allocate(type == FIXED ? (int) size : end + blocks * (bitmapSize + blockSize));
        footer.put(0, ascii("conectix")).putInt(8, 2).putInt(12, 0x10000).putLong(16, type == FIXED ? -1 : HEADER);
        footer.putInt(24, 1234)
                .put(28, ascii("win "))
                .putLong(40, size)
                .putLong(48, size)
                .putInt(60, type);
        if (type == FIXED) {
            end = (int) size;
            return;
        }
        bytes.put(HEADER, ascii("cxsparse")).putLong(HEADER + 8, -1).putLong(HEADER + 16, TABLE);
        bytes.putInt(HEADER + 24, 0x10000).putInt(HEADER + 28, blocks).putInt(HEADER + 32, blockSize);
        Arrays.fill(bytes.array(), TABLE, end, (byte) 0xff);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    VhdFixture id(UUID id) {
        footer.putLong(68, id.getMostSignificantBits()).putLong(76, id.getLeastSignificantBits());
        return this;
    }

    VhdFixture creator(String creator, int cylinders, int heads, int sectors) {
        footer.put(28, creator.getBytes(StandardCharsets.ISO_8859_1));
        footer.putShort(56, (short) cylinders).put(58, (byte) heads).put(59, (byte) sectors);
        return this;
    }

    VhdFixture parent(UUID id, int time, String name) {
        bytes.putLong(HEADER + 40, id.getMostSignificantBits()).putLong(HEADER + 48, id.getLeastSignificantBits());
        bytes.putInt(HEADER + 56, time);
        bytes.put(HEADER + 64, name.getBytes(StandardCharsets.UTF_16BE));
        return this;
    }

    /** Adds a path of the parent, encoded as the platform does. */
    VhdFixture locator(String platform, byte[] path) {
        int at = HEADER + 576 + locators * 24;
        int place = LOCATORS + locators * LOCATOR_SPACE;
        bytes.put(at, ascii(platform))
                .putInt(at + 4, LOCATOR_SPACE)
                .putInt(at + 8, path.length)
                .putLong(at + 16, place);
        bytes.put(place, path);
        locators++;
        return this;
    }

    VhdFixture entry(int block, long sector) {
        bytes.putInt(TABLE + block * 4, (int) sector);
        return this;
    }

    /** Adds a block that holds nothing yet but what its parent must be asked for. */
    VhdFixture emptyBlock(int block) {
        entry(block, end / SECTOR);
        Arrays.fill(bytes.array(), end + bitmapSize, end + bitmapSize + blockSize, (byte) 0xee);
        end += bitmapSize + blockSize;
        return this;
    }

    /** Puts whole sectors into a block that is there. */
    VhdFixture sectors(int block, int first, byte[] data) {
        int start = bytes.getInt(TABLE + block * 4) * SECTOR;
        for (int sector = first; sector < first + data.length / SECTOR; sector++) {
            bytes.put(start + sector / 8, (byte) (bytes.get(start + sector / 8) | (0x80 >> (sector % 8))));
        }
        bytes.put(start + bitmapSize + first * SECTOR, data);
        return this;
    }

    VhdFixture block(int block, byte[] data) {
        return emptyBlock(block).sectors(block, 0, data);
    }

    VhdFixture wrongChecksums() {
        checksums = false;
        return this;
    }

    Path write(Path file) throws IOException {
        if (checksums) {
            putChecksum(footer, 0, SECTOR, 64);
        }
        if (footer.getInt(60) != FIXED) {
            bytes.put(0, footer.array());
            if (checksums) {
                putChecksum(bytes, HEADER, 1024, HEADER_CHECKSUM);
            }
        }
        byte[] content = Arrays.copyOf(bytes.array(), end + SECTOR);
        System.arraycopy(footer.array(), 0, content, end, SECTOR);
        return Files.write(file, content);
    }

    static void putChecksum(ByteBuffer bytes, int start, int length, int at) {
        bytes.putInt(start + at, 0);
        int sum = 0;
        for (int i = start; i < start + length; i++) {
            sum += Byte.toUnsignedInt(bytes.get(i));
        }
        bytes.putInt(start + at, ~sum);
    }
}
