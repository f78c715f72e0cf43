package dev.smc.core.internal.filesystem.ntfs;

import dev.smc.core.internal.filesystem.Clusters;
import dev.smc.core.internal.filesystem.UnmappableException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Where the clusters of an attribute's value lie. Encoded, a run is a byte whose halves say how many bytes of length and how many
 * of distance from the last run's start follow, both signed; without distance it is a hole. A zero ends them.
 */
final class NtfsRuns {
    /** Takes runs. */
    interface Sink {
        /** Takes a run of {@code length} clusters from {@code start} on, which may be {@link #HOLE}. */
        void accept(long start, long length) throws UnmappableException;
    }

    static final long HOLE = -1;

    private static final int MOST_RUNS = 1 << 20;

    private final Clusters clusters;
    private final String what;
    private long[] ends = new long[8];
    private long[] starts = new long[8];
    private int count;

    NtfsRuns(Clusters clusters, String what) {
        this.clusters = clusters;
        this.what = what;
    }

    /** Returns how many clusters of the value are known. */
    long end() {
        return count == 0 ? 0 : ends[count - 1];
    }

    /** Adds the runs of a piece, which must be the next one. */
    void add(NtfsAttribute piece) throws UnmappableException {
        UnmappableException.check(
                piece.firstCluster() == end(),
                what + " has a piece from cluster " + piece.firstCluster() + " on, not " + end());
        decode(piece, clusters, what, this::append);
    }

    private void append(long start, long length) throws UnmappableException {
        UnmappableException.check(
                length <= Long.MAX_VALUE / clusters.size() - end(), what + " has a run of " + length + " clusters");
        UnmappableException.check(count < MOST_RUNS, what + " has more than " + MOST_RUNS + " runs");
        if (count == ends.length) {
            ends = Arrays.copyOf(ends, count * 2);
            starts = Arrays.copyOf(starts, count * 2);
        }
        ends[count] = end() + length;
        starts[count++] = start;
    }

    /** Lists the runs of a piece. */
    static void decode(NtfsAttribute piece, Clusters clusters, String what, Sink sink) throws UnmappableException {
        ByteBuffer encoded = piece.encodedRuns();
        long start = 0;
        while (encoded.hasRemaining()) {
            int header = encoded.get();
            if (header == 0) {
                return;
            }
            long length = number(encoded, header & 0xf, what);
            int distanceBytes = header >>> 4 & 0xf;
            start += number(encoded, distanceBytes, what);
            boolean right = length > 0 && (distanceBytes == 0 || clusters.contain(start, length));
            UnmappableException.check(
                    right,
                    what + " has a run of " + length + " clusters from " + start + " on, but the volume has "
                            + clusters.count());
            sink.accept(distanceBytes == 0 ? HOLE : start, length);
        }
        throw new UnmappableException(what + " has runs without an end");
    }

    private static long number(ByteBuffer encoded, int bytes, String what) throws UnmappableException {
        UnmappableException.check(
                bytes <= Long.BYTES && bytes <= encoded.remaining(), what + " has a run that is cut off");
        long value = 0;
        for (int i = 0; i < bytes; i++) {
            int next = i == bytes - 1 ? encoded.get() : Byte.toUnsignedInt(encoded.get());
            value |= (long) next << (8 * i);
        }
        return value;
    }

    /** Returns the number of the run that holds a cluster of the value, which must be before {@link #end}. */
    int find(long cluster) {
        int found = Arrays.binarySearch(ends, 0, count, cluster);
        return found >= 0 ? found + 1 : -found - 1;
    }

    /** Returns the cluster of the value that a run starts with. */
    long begin(int run) {
        return run == 0 ? 0 : ends[run - 1];
    }

    long end(int run) {
        return ends[run];
    }

    boolean isHole(int run) {
        return starts[run] == HOLE;
    }

    /** Returns the cluster of the volume where a run lies. */
    long start(int run) {
        return starts[run];
    }
}
