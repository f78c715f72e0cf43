package dev.smc.transfer.internal.chunk;

import java.nio.ByteBuffer;
import java.security.DigestException;
import java.security.MessageDigest;
import java.util.Arrays;

/** Tests chunks for zeros and digests them. Keeps its digest and buffer for reuse: one for each thread. */
public final class ChunkHasher {
    /** Bytes of a digest. */
    public static final int DIGEST_LENGTH = Sha256.LENGTH;

    private static final int STRIDE = 4 * Long.BYTES;

    private final MessageDigest sha = Sha256.create();
    private final byte[] block = new byte[ChunkGrid.GRAIN];
    private final byte[] grains = new byte[ChunkGrid.MAX_GRAINS * DIGEST_LENGTH];

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

    /**
     * Puts the digest of a chunk, the bytes from the buffer's position to its limit, into {@code out}: SHA-256 over the digests of its
     * {@link #grains}. Leaves the position alone.
     */
    public void digest(ByteBuffer chunk, byte[] out, int offset) {
        combine(grains(chunk), ChunkGrid.grains(chunk.remaining()), out, offset);
    }

    /**
     * Returns the digests of the grains of a chunk, the bytes from the buffer's position to its limit, in an array that may be longer
     * and is used again. Leaves the position alone.
     */
    public byte[] grains(ByteBuffer chunk) {
        int length = chunk.remaining();
        for (int i = 0; i < ChunkGrid.grains(length); i++) {
            int at = chunk.position() + i * ChunkGrid.GRAIN;
            grain(chunk, at, ChunkGrid.grainLength(i, length), grains, i * DIGEST_LENGTH);
        }
        return grains;
    }

    /** Puts the digest of a grain into {@code out}: zeros for zeros, else its SHA-256. */
    public void grain(ByteBuffer bytes, int offset, int length, byte[] out, int outOffset) {
        if (isZero(bytes, offset, length)) {
            Arrays.fill(out, outOffset, outOffset + DIGEST_LENGTH, (byte) 0);
            return;
        }
        bytes.get(offset, block, 0, length); // as the digest would copy it, without a slice for each
        sha.update(block, 0, length);
        finish(out, outOffset);
    }

    /** Puts the digest of a chunk of {@code count} grains into {@code out}. */
    public void combine(byte[] grainDigests, int count, byte[] out, int offset) {
        sha.update(grainDigests, 0, count * DIGEST_LENGTH);
        finish(out, offset);
    }

    private void finish(byte[] out, int offset) {
        try {
            sha.digest(out, offset, DIGEST_LENGTH);
        } catch (DigestException e) {
            throw new IllegalStateException("no room for a digest at " + offset + " of " + out.length, e);
        }
    }
}
