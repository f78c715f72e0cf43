package dev.smc.core.internal.image.vhdx;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/** The checksum of headers, region tables and log entries: CRC-32C, taken as if the checksum itself were 0. */
final class VhdxChecksum {
    /** Where each of these structures has its checksum. */
    static final int OFFSET = 4;

    private static final byte[] ZERO = new byte[Integer.BYTES];

    private VhdxChecksum() {}

    /** Adds the first bytes of a structure, those with the checksum. */
    static void update(CRC32C crc, ByteBuffer bytes) {
        crc.update(bytes.slice(0, OFFSET));
        crc.update(ZERO);
        int next = OFFSET + Integer.BYTES;
        crc.update(bytes.slice(next, bytes.limit() - next));
    }

    static boolean isRight(ByteBuffer bytes) {
        CRC32C crc = new CRC32C();
        update(crc, bytes);
        return (int) crc.getValue() == bytes.getInt(OFFSET);
    }
}
