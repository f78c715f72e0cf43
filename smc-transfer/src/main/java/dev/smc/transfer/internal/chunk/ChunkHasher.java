package dev.smc.transfer.internal.chunk;

import java.nio.ByteBuffer;
import java.security.DigestException;
import java.security.MessageDigest;

/** Tests chunks for zeros and digests them. Keeps its digest and buffer for reuse: one for each thread. */
public final class ChunkHasher {
    /** Bytes of a digest. */
    public static final int DIGEST_LENGTH = Sha256.LENGTH;

    private static final ByteBuffer ZEROS = ByteBuffer.allocateDirect(4096).asReadOnlyBuffer();

    private final MessageDigest sha = Sha256.create();
    private final byte[] scratch = new byte[DIGEST_LENGTH];

    /** Returns whether the bytes from the buffer's position to its limit are all zero. Leaves the position alone. */
    public static boolean isZero(ByteBuffer bytes) {
        for (int at = bytes.position(); at < bytes.limit(); at += ZEROS.capacity()) {
            int length = Math.min(ZEROS.capacity(), bytes.limit() - at);
            if (bytes.slice(at, length).mismatch(ZEROS.slice(0, length)) >= 0) {
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
     * Returns the short digest of a grain: 0 for zeros, else the first 8 bytes of its SHA-256. Tells what need not travel; whether that
     * was right is told by the digest of the whole chunk.
     */
    public long grain(ByteBuffer bytes) {
        if (isZero(bytes)) {
            return 0;
        }
        digest(bytes, scratch, 0);
        return ByteBuffer.wrap(scratch).getLong();
    }
}
