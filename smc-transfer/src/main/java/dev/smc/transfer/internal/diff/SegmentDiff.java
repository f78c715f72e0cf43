package dev.smc.transfer.internal.diff;

import dev.smc.transfer.internal.chunk.ChunkGrid;
import dev.smc.transfer.internal.chunk.ChunkHasher;
import dev.smc.transfer.internal.chunk.ChunkState;
import dev.smc.transfer.internal.chunk.RootDigest;
import java.nio.ByteBuffer;

/** What became of each chunk of a segment that was read: its digest, and whether and how it has to travel. Immutable. */
public final class SegmentDiff {
    /** What to do with a chunk. */
    public enum Change {
        /** The receiver has it. */
        NONE,
        /** It became zeros. */
        ZERO,
        /** It has data that the receiver lacks. */
        DATA
    }

    private final long first;
    private final Change[] changes;
    private final boolean[] zero;
    private final byte[] digests;

    private SegmentDiff(long first, int count) {
        this.first = first;
        this.changes = new Change[count];
        this.zero = new boolean[count];
        this.digests = new byte[count * ChunkHasher.DIGEST_LENGTH];
    }

    /**
     * Compares the content of whole chunks with what the receiver has.
     *
     * @param content from its position to its limit the content of the chunks from {@code first} on
     */
    public static SegmentDiff of(
            ChunkGrid grid, long first, ByteBuffer content, KnownChunks known, ChunkHasher hasher) {
        int count = grid.chunksIn(content.remaining());
        SegmentDiff diff = new SegmentDiff(first, count);
        for (int i = 0; i < count; i++) {
            int at = content.position() + i * grid.chunkSize();
            ByteBuffer chunk = content.slice(at, Math.min(grid.chunkSize(), content.limit() - at));
            diff.compare(i, chunk, known, hasher);
        }
        return diff;
    }

    private void compare(int i, ByteBuffer chunk, KnownChunks known, ChunkHasher hasher) {
        zero[i] = ChunkHasher.isZero(chunk);
        if (zero[i]) {
            changes[i] = known.state(first + i) == ChunkState.ZERO ? Change.NONE : Change.ZERO;
        } else {
            int at = i * ChunkHasher.DIGEST_LENGTH;
            hasher.digest(chunk, digests, at);
            changes[i] = known.holds(first + i, digests, at) ? Change.NONE : Change.DATA;
        }
    }

    /** Returns how many chunks the segment has. */
    public int count() {
        return changes.length;
    }

    /** Returns the segment's first chunk. */
    public long first() {
        return first;
    }

    /** Returns what to do with the chunk at {@code index} of the segment. */
    public Change change(int index) {
        return changes[index];
    }

    /** Returns the index behind the run of equal changes that starts at {@code index}. */
    public int runEnd(int index) {
        int end = index + 1;
        while (end < changes.length && changes[end] == changes[index]) {
            end++;
        }
        return end;
    }

    /** Appends the digests of the chunks from index {@code from} up to {@code to}. */
    public void putDigests(int from, int to, ByteBuffer out) {
        out.put(digests, from * ChunkHasher.DIGEST_LENGTH, (to - from) * ChunkHasher.DIGEST_LENGTH);
    }

    /** Adds all chunks to a root digest. */
    public void addTo(RootDigest root) {
        for (int i = 0; i < zero.length; i++) {
            if (zero[i]) {
                root.addZeros(1);
            } else {
                root.addData(digests, i * ChunkHasher.DIGEST_LENGTH);
            }
        }
    }
}
