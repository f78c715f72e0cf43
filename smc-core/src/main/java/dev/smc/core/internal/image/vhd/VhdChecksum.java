package dev.smc.core.internal.image.vhd;

import java.nio.ByteBuffer;

/** The checksum of footers and headers: the complement of the sum of all bytes but those of the checksum itself. */
final class VhdChecksum {
    private VhdChecksum() {}

    static int of(ByteBuffer bytes, int checksumOffset) {
        int sum = 0;
        for (int i = 0; i < bytes.limit(); i++) {
            boolean isChecksum = i >= checksumOffset && i < checksumOffset + Integer.BYTES;
            sum += isChecksum ? 0 : Byte.toUnsignedInt(bytes.get(i));
        }
        return ~sum;
    }
}
