package dev.smc.core.internal.filesystem;

import dev.smc.core.internal.disk.UsedRanges;
import dev.smc.spi.disk.AllocationMap;
import java.util.BitSet;

/**
 * The clusters of a file system: pieces of equal size in a row, with a bit for each that says whether it is in use.
 *
 * @param start where the first one starts, in bytes
 * @param size of each in bytes
 * @param count how many there are
 */
public record Clusters(long start, int size, long count) {
    /** How many bits are looked at in one go. */
    private static final int WINDOW = 1 << 20;

    /** Tells which clusters are in use. */
    public interface Bits {
        /**
         * Returns the bits of {@code count} clusters from {@code first} on; those behind them are ignored.
         *
         * @param first a multiple of 8
         */
        BitSet read(long first, int count) throws UnmappableException;
    }

    /** Returns where the clusters end, in bytes. */
    public long end() {
        return start + count * size;
    }

    /** Returns where a cluster starts, in bytes. */
    public long offset(long cluster) {
        return start + cluster * size;
    }

    /** Returns whether all {@code number} clusters from {@code first} on are there. */
    public boolean contain(long first, long number) {
        return first >= 0 && number >= 0 && first <= count - number;
    }

    /** Returns the map of a partition of {@code length} bytes; all of it that is not a cluster is in use. */
    public AllocationMap map(long length, Bits bits) throws UnmappableException {
        UsedRanges used = new UsedRanges(length);
        used.add(0, start);
        for (long first = 0; first < count; first += WINDOW) {
            int window = (int) Math.min(WINDOW, count - first);
            add(used, first, window, bits.read(first, window));
        }
        used.add(end(), length - end());
        return used.build();
    }

    private void add(UsedRanges used, long first, int window, BitSet bits) {
        for (int from = bits.nextSetBit(0); from >= 0 && from < window; ) {
            int to = Math.min(window, bits.nextClearBit(from));
            used.add(offset(first + from), (long) (to - from) * size);
            from = bits.nextSetBit(to);
        }
    }

    /** Checks that a map has clusters in use that must be. */
    public void checkMarked(AllocationMap map, long first, long number, String what) throws UnmappableException {
        UnmappableException.check(contain(first, number), what + " lies behind its last cluster");
        long marked = map.extents(offset(first), number * size).stream()
                .mapToLong(e -> e.length())
                .sum();
        UnmappableException.check(marked == number * size, "it says that " + what + " is free");
    }
}
