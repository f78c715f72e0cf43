package dev.smc.core.internal.filesystem.btrfs;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The hash XXH64 with seed 0, from its specification. */
final class XxHash64 {
    private static final long PRIME_1 = 0x9e3779b185ebca87L;
    private static final long PRIME_2 = 0xc2b2ae3d27d4eb4fL;
    private static final long PRIME_3 = 0x165667b19e3779f9L;
    private static final long PRIME_4 = 0x85ebca77c2b2ae63L;
    private static final long PRIME_5 = 0x27d4eb2f165667c5L;
    /** PRIME_1 + PRIME_2, modulo 2^64. */
    private static final long FIRST = 0x60ea27eeadc0b5d6L;

    private static final int STRIPE = 32;

    private XxHash64() {}

    static long of(ByteBuffer data) {
        ByteBuffer bytes = data.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        long length = bytes.remaining();
        long hash = (length >= STRIPE ? stripes(bytes) : PRIME_5) + length;
        while (bytes.remaining() >= Long.BYTES) {
            hash = Long.rotateLeft(hash ^ round(0, bytes.getLong()), 27) * PRIME_1 + PRIME_4;
        }
        if (bytes.remaining() >= Integer.BYTES) {
            long lane = Integer.toUnsignedLong(bytes.getInt());
            hash = Long.rotateLeft(hash ^ lane * PRIME_1, 23) * PRIME_2 + PRIME_3;
        }
        while (bytes.hasRemaining()) {
            hash = Long.rotateLeft(hash ^ Byte.toUnsignedLong(bytes.get()) * PRIME_5, 11) * PRIME_1;
        }
        hash = (hash ^ hash >>> 33) * PRIME_2;
        hash = (hash ^ hash >>> 29) * PRIME_3;
        return hash ^ hash >>> 32;
    }

    private static long stripes(ByteBuffer bytes) {
        long a = FIRST;
        long b = PRIME_2;
        long c = 0;
        long d = -PRIME_1;
        while (bytes.remaining() >= STRIPE) {
            a = round(a, bytes.getLong());
            b = round(b, bytes.getLong());
            c = round(c, bytes.getLong());
            d = round(d, bytes.getLong());
        }
        long hash = Long.rotateLeft(a, 1) + Long.rotateLeft(b, 7) + Long.rotateLeft(c, 12) + Long.rotateLeft(d, 18);
        for (long accumulator : new long[] {a, b, c, d}) {
            hash = (hash ^ round(0, accumulator)) * PRIME_1 + PRIME_4;
        }
        return hash;
    }

    private static long round(long accumulator, long lane) {
        return Long.rotateLeft(accumulator + lane * PRIME_2, 31) * PRIME_1;
    }
}
