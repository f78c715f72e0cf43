package dev.smc.transfer.internal.chunk;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;

/**
 * The digest of a span, fed with its chunks in order: {@code docs/formats/manifest.md}, section 1. 32 zero bytes for nothing but
 * zeros. Used again after {@link #finish}. Not thread-safe.
 */
public final class SpanDigest {
    /** Bytes of a digest. */
    public static final int LENGTH = Sha256.LENGTH;

    private static final byte[] DOMAIN = "SMC span".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] ALL_ZERO = new byte[LENGTH];
    private static final byte ZERO_RUN = 0;
    private static final byte DATA = 1;

    private final MessageDigest sha = Sha256.create();
    private long zeros;
    private boolean data;

    /** Returns whether a digest is that of a span of nothing but zeros. */
    public static boolean isZero(byte[] digest) {
        return Arrays.equals(digest, ALL_ZERO);
    }

    /** Adds {@code count} chunks of zeros. */
    public void addZeros(long count) {
        zeros += count;
    }

    /** Adds a chunk with data by its digest, 32 bytes from {@code offset} on. */
    public void addData(byte[] digests, int offset) {
        if (!data) {
            sha.update(DOMAIN);
            data = true;
        }
        endRun();
        sha.update(DATA);
        sha.update(digests, offset, Sha256.LENGTH);
    }

    private void endRun() {
        if (zeros > 0) {
            sha.update(ByteBuffer.allocate(9).put(ZERO_RUN).putLong(zeros).flip());
            zeros = 0;
        }
    }

    /** Returns the digest, and starts the one of another span. */
    public byte[] finish() {
        if (!data) {
            zeros = 0;
            return ALL_ZERO.clone();
        }
        endRun();
        data = false;
        return sha.digest();
    }
}
