package dev.smc.transfer.internal.diff;

import dev.smc.transfer.internal.chunk.ChunkHasher;
import dev.smc.transfer.internal.chunk.ChunkState;
import dev.smc.transfer.internal.chunk.SpanDigest;
import java.util.Arrays;

/** What the receiver has in a stretch of chunks, as runs of one state. Immutable. */
public final class KnownChunks {
    private final long first;
    private final long[] ends;
    private final ChunkState[] states;
    private final int[] digestAt;
    private final byte[] digests;

    KnownChunks(long first, long[] ends, ChunkState[] states, int[] digestAt, byte[] digests) {
        this.first = first;
        this.ends = ends;
        this.states = states;
        this.digestAt = digestAt;
        this.digests = digests;
    }

    /** Returns the first chunk of the stretch. */
    public long first() {
        return first;
    }

    /** Returns the chunk behind the stretch. */
    public long end() {
        return ends[ends.length - 1];
    }

    /** Returns what is known of a chunk. */
    public ChunkState state(long chunk) {
        return states[run(chunk)];
    }

    /** Returns the chunk behind the run that holds {@code chunk}. */
    public long runEnd(long chunk) {
        return ends[run(chunk)];
    }

    /** Returns whether a chunk is known to hold the content of a digest. */
    public boolean holds(long chunk, byte[] digest, int offset) {
        int run = run(chunk);
        if (states[run] != ChunkState.DATA) {
            return false;
        }
        int at = digestAt(run, chunk);
        return Arrays.equals(
                digests, at, at + ChunkHasher.DIGEST_LENGTH, digest, offset, offset + ChunkHasher.DIGEST_LENGTH);
    }

    /** Adds chunks of one run, which is not of state {@link ChunkState#UNKNOWN}, to the digest of its span. */
    public void addTo(SpanDigest span, long from, long count) {
        int run = run(from);
        if (from + count > ends[run] || states[run] == ChunkState.UNKNOWN) {
            throw new IllegalArgumentException(count + " chunks from " + from + " on are not known to be alike");
        }
        if (states[run] == ChunkState.ZERO) {
            span.addZeros(count);
            return;
        }
        for (long chunk = from; chunk < from + count; chunk++) {
            span.addData(digests, digestAt(run, chunk));
        }
    }

    private int digestAt(int run, long chunk) {
        long start = run == 0 ? first : ends[run - 1];
        return digestAt[run] + (int) (chunk - start) * ChunkHasher.DIGEST_LENGTH;
    }

    private int run(long chunk) {
        if (chunk < first || chunk >= end()) {
            throw new IndexOutOfBoundsException("chunk " + chunk + " of " + first + " to " + end());
        }
        int found = Arrays.binarySearch(ends, chunk);
        return found >= 0 ? found + 1 : -found - 1;
    }
}
