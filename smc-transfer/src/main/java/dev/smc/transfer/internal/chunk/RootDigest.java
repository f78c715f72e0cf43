package dev.smc.transfer.internal.chunk;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/**
 * The digest of a whole disk, fed in order with its spans or with its chunks: {@code docs/formats/manifest.md}, section 1. Not
 * thread-safe.
 */
public final class RootDigest {
    private static final byte[] DOMAIN = "SMC root 2".getBytes(StandardCharsets.US_ASCII);
    private static final byte ZERO_RUN = 0;
    private static final byte DATA = 1;

    private final MessageDigest sha = Sha256.create();
    private final SpanDigest span = new SpanDigest();
    private final long chunks;
    private long chunk;
    private long zeroSpans;

    /** Starts the digest of a disk. */
    public RootDigest(ChunkGrid grid) {
        chunks = grid.count();
        sha.update(DOMAIN);
        sha.update(ByteBuffer.allocate(12)
                .putLong(grid.diskSize())
                .putInt(grid.chunkSize())
                .flip());
    }

    /** Adds {@code count} chunks of zeros. */
    public void addZeros(long count) {
        long left = count;
        while (left > 0) {
            boolean atStart = chunk % ChunkGrid.SPAN == 0;
            if (atStart && left >= ChunkGrid.SPAN) {
                long whole = left / ChunkGrid.SPAN;
                addZeroSpans(whole);
                left -= whole * ChunkGrid.SPAN;
            } else {
                long part = Math.min(left, ChunkGrid.SPAN - chunk % ChunkGrid.SPAN);
                span.addZeros(part);
                left -= part;
                advance(part);
            }
        }
    }

    /** Adds a chunk with data by its digest, 32 bytes from {@code offset} on. */
    public void addData(byte[] digests, int offset) {
        span.addData(digests, offset);
        advance(1);
    }

    private void advance(long count) {
        chunk += count;
        if (chunk % ChunkGrid.SPAN == 0 || chunk == chunks) {
            add(span.finish());
        }
    }

    /** Adds {@code count} spans of nothing but zeros; no span may be begun. */
    public void addZeroSpans(long count) {
        zeroSpans += count;
        chunk = Math.min(chunks, chunk + count * ChunkGrid.SPAN);
    }

    /** Adds a span by its digest; no span may be begun. */
    public void addSpan(byte[] digest) {
        chunk = Math.min(chunks, chunk + ChunkGrid.SPAN);
        add(digest);
    }

    private void add(byte[] digest) {
        if (SpanDigest.isZero(digest)) {
            zeroSpans++;
        } else {
            endRun();
            sha.update(DATA);
            sha.update(digest);
        }
    }

    private void endRun() {
        if (zeroSpans > 0) {
            sha.update(ByteBuffer.allocate(9).put(ZERO_RUN).putLong(zeroSpans).flip());
            zeroSpans = 0;
        }
    }

    /** Returns the root; all chunks must have been added. Nothing may be added afterwards. */
    public byte[] finish() {
        if (chunk != chunks) {
            throw new IllegalStateException(chunk + " chunks of " + chunks + " were added");
        }
        endRun();
        return sha.digest();
    }
}
