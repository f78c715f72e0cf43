package dev.smc.core.internal.image.archive;

import java.util.Arrays;

/** The pieces of a sparse member of a tar archive: what is stored of it, one behind the other, belongs there. Immutable. */
final class SparseMap {
    private final long size;
    private final long[] offsets;
    /** Where each piece is in what is stored, and in the end how much that is. */
    private final long[] starts;

    private SparseMap(long size, long[] offsets, long[] starts) {
        this.size = size;
        this.offsets = offsets;
        this.starts = starts;
    }

    /** Returns a map of a member without holes. */
    static SparseMap whole(long size) {
        Builder builder = new Builder();
        builder.add(0, size);
        return builder.build(size);
    }

    /** Returns a map of nothing but a hole. */
    static SparseMap hole(long size) {
        return new Builder().build(size);
    }

    /** Returns the size of the member with its holes. */
    long size() {
        return size;
    }

    int pieces() {
        return offsets.length;
    }

    long offset(int piece) {
        return offsets[piece];
    }

    long length(int piece) {
        return starts[piece + 1] - starts[piece];
    }

    long end(int piece) {
        return offsets[piece] + length(piece);
    }

    /** Returns where a piece is in what is stored. */
    long start(int piece) {
        return starts[piece];
    }

    /** Returns the last piece that starts at {@code offset} or before it, or -1. */
    int pieceAt(long offset) {
        int found = Arrays.binarySearch(offsets, offset);
        return found >= 0 ? found : -found - 2;
    }

    /** Returns how many bytes are stored. */
    long stored() {
        return starts[offsets.length];
    }

    /** Collects pieces in order. Not thread-safe. */
    static final class Builder {
        private static final int MOST_PIECES = 1 << 21;

        private long[] offsets = new long[16];
        private long[] starts = new long[17];
        private int count;
        /** Of the last piece. */
        private long end;

        /** Adds a piece; returns false if it does not come behind the last one, or there are too many. */
        boolean add(long offset, long length) {
            if (offset < end || length < 0 || offset > Long.MAX_VALUE - length || count == MOST_PIECES) {
                return false;
            }
            if (length == 0) {
                return true; // GNU tar marks the end of the file with such a piece
            }
            if (count == offsets.length) {
                offsets = Arrays.copyOf(offsets, count * 2);
                starts = Arrays.copyOf(starts, count * 2 + 1);
            }
            offsets[count] = offset;
            starts[count + 1] = starts[count] + length;
            count++;
            end = offset + length;
            return true;
        }

        /** Returns whether all pieces are within a member of this size. */
        boolean fits(long size) {
            return end <= size;
        }

        SparseMap build(long size) {
            return new SparseMap(size, Arrays.copyOf(offsets, count), Arrays.copyOf(starts, count + 1));
        }
    }
}
