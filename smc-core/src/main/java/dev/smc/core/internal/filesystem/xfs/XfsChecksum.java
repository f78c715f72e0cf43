package dev.smc.core.internal.filesystem.xfs;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/** The checksum of structures of version 5: CRC-32C with its own place taken as zeros. It alone is little-endian. */
final class XfsChecksum {
    private XfsChecksum() {}

    /** Returns whether a structure, which takes all of {@code bytes}, has the right checksum at {@code offset}. */
    static boolean isRight(ByteBuffer bytes, int offset) {
        CRC32C checksum = new CRC32C();
        checksum.update(bytes.slice(0, offset));
        checksum.update(new byte[Integer.BYTES]);
        int rest = offset + Integer.BYTES;
        checksum.update(bytes.slice(rest, bytes.capacity() - rest));
        return (int) checksum.getValue() == Integer.reverseBytes(bytes.getInt(offset));
    }
}
