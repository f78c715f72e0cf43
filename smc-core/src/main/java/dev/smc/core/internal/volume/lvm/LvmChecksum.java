package dev.smc.core.internal.volume.lvm;

import java.nio.ByteBuffer;

/**
 * The checksum of everything that LVM2 writes: the polynomial of CRC-32, but from another start, and without its last inversion,
 * so that {@link java.util.zip.CRC32} cannot compute it.
 */
final class LvmChecksum {
    private static final int START = 0xf597a6cf;
    private static final int POLYNOMIAL = 0xedb88320;
    private static final int[] TABLE = table();

    private LvmChecksum() {}

    private static int[] table() {
        int[] table = new int[256];
        for (int i = 0; i < table.length; i++) {
            int value = i;
            for (int bit = 0; bit < Byte.SIZE; bit++) {
                value = value >>> 1 ^ ((value & 1) == 0 ? 0 : POLYNOMIAL);
            }
            table[i] = value;
        }
        return table;
    }

    /** Returns the checksum of {@code length} bytes from {@code offset} on. */
    static int of(ByteBuffer bytes, int offset, int length) {
        int checksum = START;
        for (int i = offset; i < offset + length; i++) {
            checksum = checksum >>> 8 ^ TABLE[(checksum ^ bytes.get(i)) & 0xff];
        }
        return checksum;
    }
}
