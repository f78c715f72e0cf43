package dev.smc.transfer.internal.chunk;

import java.nio.ByteBuffer;
import java.security.DigestException;
import java.security.MessageDigest;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;

/** Tests chunks for zeros and digests them. Keeps its digest and buffer for reuse: one for each thread. */
public final class ChunkHasher {
    /** Bytes of a digest. */
    public static final int DIGEST_LENGTH = Sha256.LENGTH;

    private static final int STRIDE = 4 * Long.BYTES;

    private final MessageDigest sha = Sha256.create();
    private final CRC32C castagnoli = new CRC32C();
    private final CRC32 ieee = new CRC32();

    /** Returns whether the bytes from the buffer's position to its limit are all zero. Leaves the position alone. */
    public static boolean isZero(ByteBuffer bytes) {
        return isZero(bytes, bytes.position(), bytes.remaining());
    }

    /** Returns whether {@code length} bytes from {@code offset} on are all zero. Without slices: they would be most of the garbage. */
    public static boolean isZero(ByteBuffer bytes, int offset, int length) {
        int at = offset;
        int end = offset + length;
        for (; at <= end - STRIDE; at += STRIDE) {
            long any = bytes.getLong(at) | bytes.getLong(at + 8) | bytes.getLong(at + 16) | bytes.getLong(at + 24);
            if (any != 0) {
                return false;
            }
        }
        for (; at < end; at++) {
            if (bytes.get(at) != 0) {
                return false;
            }
        }
        return true;
    }

    /** Puts the digest of the bytes from the buffer's position to its limit into {@code out}. Leaves the position alone. */
    public void digest(ByteBuffer bytes, byte[] out, int offset) {
        sha.update(bytes.duplicate());
        try {
            sha.digest(out, offset, DIGEST_LENGTH);
        } catch (DigestException e) {
            throw new IllegalStateException("no room for a digest at " + offset + " of " + out.length, e);
        }
    }

    /**
     * Returns the short digest of a grain: 0 for zeros, else its CRC32C and CRC-32. Quick, and good enough to tell what need not travel:
     * whether that was right is told by the digest of the whole chunk.
     */
    public long grain(ByteBuffer bytes, int offset, int length) {
        if (isZero(bytes, offset, length)) {
            return 0;
        }
        ByteBuffer grain = bytes.slice(offset, length);
        castagnoli.reset();
        castagnoli.update(grain);
        ieee.reset();
        ieee.update(grain.rewind());
        return castagnoli.getValue() << 32 | ieee.getValue();
    }
}
