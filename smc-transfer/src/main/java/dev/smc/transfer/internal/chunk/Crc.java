package dev.smc.transfer.internal.chunk;

import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.zip.CRC32C;

/** CRC32C in one call. */
public final class Crc {
    private Crc() {}

    /** Returns the checksum of {@code length} bytes from {@code offset} on. Leaves position and limit as they are. */
    public static int of(ByteBuffer bytes, int offset, int length) {
        int position = bytes.position();
        int limit = bytes.limit();
        Objects.checkFromIndexSize(offset, length, limit);
        CRC32C crc = new CRC32C();
        crc.update(bytes.limit(offset + length).position(offset)); // no slice: there are several for each chunk
        bytes.limit(limit).position(position);
        return (int) crc.getValue();
    }
}
