package dev.smc.transfer.internal.chunk;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/** The digest of a whole disk, fed with its chunks in order. Not thread-safe. */
public final class RootDigest {
    private static final byte[] DOMAIN = "SMC root 1".getBytes(StandardCharsets.US_ASCII);
    private static final byte ZERO_RUN = 0;
    private static final byte DATA = 1;

    private final MessageDigest sha;
    private long zeros;

    /** Starts the digest of a disk. */
    public RootDigest(ChunkGrid grid) {
        this(Sha256.create(), 0);
        sha.update(DOMAIN);
        sha.update(ByteBuffer.allocate(12)
                .putLong(grid.diskSize())
                .putInt(grid.chunkSize())
                .flip());
    }

    private RootDigest(MessageDigest sha, long zeros) {
        this.sha = sha;
        this.zeros = zeros;
    }

    /** Adds {@code count} chunks of zeros. */
    public void addZeros(long count) {
        zeros += count;
    }

    /** Adds a chunk with data by its digest, 32 bytes from {@code offset} on. */
    public void addData(byte[] digests, int offset) {
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

    /** Returns a copy that goes on alone from here. */
    public RootDigest copy() {
        return new RootDigest(Sha256.copy(sha), zeros);
    }

    /** Returns the root. Nothing may be added afterwards. */
    public byte[] finish() {
        endRun();
        return sha.digest();
    }
}
