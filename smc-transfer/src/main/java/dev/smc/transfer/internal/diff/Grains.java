package dev.smc.transfer.internal.diff;

import dev.smc.spi.disk.AllocationMap;
import dev.smc.spi.disk.Extent;
import dev.smc.transfer.internal.chunk.ChunkGrid;
import dev.smc.transfer.internal.chunk.ChunkHasher;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.BitSet;

/** Grains of a chunk: which of them are alike, and moving those that are not. */
public final class Grains {
    /** The digests of grains of zeros. */
    private static final byte[] ZEROS = new byte[ChunkGrid.MAX_GRAINS * ChunkHasher.DIGEST_LENGTH];

    private Grains() {}

    /** Does something with a run of grains. */
    public interface Run {
        /** Is told of the bytes of the run, counted from the start of the chunk. */
        void accept(int offset, int length);
    }

    /** Tells of the runs of neighbouring grains of a set, within a chunk of {@code length} bytes. */
    public static void forEachRun(BitSet grains, int length, Run run) {
        for (int from = grains.nextSetBit(0); from >= 0; ) {
            int to = grains.nextClearBit(from);
            int offset = from * ChunkGrid.GRAIN;
            run.accept(offset, Math.min(to * ChunkGrid.GRAIN, length) - offset);
            from = grains.nextSetBit(to);
        }
    }

    /** Returns how many bytes the grains of a set have, within a chunk of {@code length} bytes. */
    public static int bytes(BitSet grains, int length) {
        int bytes = grains.cardinality() * ChunkGrid.GRAIN;
        int last = ChunkGrid.grains(length) - 1;
        return grains.get(last) ? bytes - (last + 1) * ChunkGrid.GRAIN + length : bytes;
    }

    /** Returns which of {@code count} grains have the same digest in two lists. */
    public static BitSet same(byte[] some, byte[] others, int count) {
        BitSet same = new BitSet(ChunkGrid.MAX_GRAINS);
        for (int i = 0; i < count; i++) {
            int from = i * ChunkHasher.DIGEST_LENGTH;
            int to = from + ChunkHasher.DIGEST_LENGTH;
            same.set(i, Arrays.equals(some, from, to, others, from, to));
        }
        return same;
    }

    /** Returns which of {@code count} grains are not zeros by their digests. */
    public static BitSet nonZero(byte[] digests, int count) {
        BitSet found = same(digests, ZEROS, count);
        found.flip(0, count);
        return found;
    }

    /** Returns the grains of a chunk that a map touches. */
    public static BitSet touched(AllocationMap map, long offset, int length) {
        BitSet touched = new BitSet(ChunkGrid.MAX_GRAINS);
        for (Extent extent : map.extents(offset, length)) {
            int from = (int) (extent.offset() - offset);
            touched.set(from / ChunkGrid.GRAIN, ChunkGrid.grains(from + (int) extent.length()));
        }
        return touched;
    }

    /** Moves the grains of a set to the start of the buffer, one after the other, and returns how many bytes that are. */
    public static int gather(ByteBuffer content, BitSet grains) {
        int[] end = new int[1];
        forEachRun(grains, content.limit(), (offset, length) -> {
            if (offset != end[0]) {
                content.put(end[0], content, offset, length);
            }
            end[0] += length;
        });
        return end[0];
    }
}
