package dev.smc.core.internal.filesystem.ext;

import java.nio.ByteBuffer;

/** The checksums of ext4: CRC-32C and CRC-16 without the final inversion, from a start value. */
final class ExtChecksums {
    private static final int[] CRC32C = table(0x82f63b78);
    private static final int[] CRC16 = table(0xa001);

    private ExtChecksums() {}

    private static int[] table(int polynomial) {
        int[] table = new int[256];
        for (int i = 0; i < table.length; i++) {
            int value = i;
            for (int bit = 0; bit < 8; bit++) {
                value = (value & 1) != 0 ? value >>> 1 ^ polynomial : value >>> 1;
            }
            table[i] = value;
        }
        return table;
    }

    static int crc32c(int start, ByteBuffer bytes, int offset, int length) {
        return update(CRC32C, start, bytes, offset, length);
    }

    static int crc32c(int start, int value) {
        return crc32c(start, littleEndian(value), 0, Integer.BYTES);
    }

    static int crc16(int start, ByteBuffer bytes, int offset, int length) {
        return update(CRC16, start, bytes, offset, length);
    }

    static int crc16(int start, int value) {
        return crc16(start, littleEndian(value), 0, Integer.BYTES);
    }

    private static ByteBuffer littleEndian(int value) {
        return ByteBuffer.allocate(Integer.BYTES).putInt(0, Integer.reverseBytes(value));
    }

    private static int update(int[] table, int start, ByteBuffer bytes, int offset, int length) {
        int value = start;
        for (int i = offset; i < offset + length; i++) {
            value = value >>> 8 ^ table[(value ^ bytes.get(i)) & 0xff];
        }
        return value;
    }
}
