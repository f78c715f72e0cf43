package dev.smc.transfer.internal.chunk;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/** CRC32C in one call. */
public final class Crc {
    private Crc() {}

    /** Returns the checksum of {@code length} bytes from {@code offset} on. */
    public static int of(ByteBuffer bytes, int offset, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes.slice(offset, length));
        return (int) crc.getValue();
    }
}
