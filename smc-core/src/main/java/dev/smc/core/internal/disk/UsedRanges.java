package dev.smc.core.internal.disk;

import dev.smc.spi.disk.AllocationMap;
import java.util.Arrays;
import java.util.Objects;

/**
 * Collects what is in use, in order, in bounded memory: when there are too many ranges, the smallest gaps between them count as
 * used, too. Not thread-safe.
 */
public final class UsedRanges {
    private static final int MOST_RANGES = 1 << 19;
    private static final long FIRST_GAP = 4096;

    private final long size;
    private final int mostRanges;
    private long[] starts = new long[16];
    private long[] ends = new long[16];
    private int count;
    private long smallestGap = 1;

    /** Starts with nothing of {@code size} bytes in use. */
    public UsedRanges(long size) {
        this(size, MOST_RANGES);
    }

    UsedRanges(long size, int mostRanges) {
        this.size = size;
        this.mostRanges = mostRanges;
    }

    /** Marks a range as used that starts where the last one did, or later. */
    public void add(long offset, long length) {
        Objects.checkFromIndexSize(offset, length, size);
        if (length == 0) {
            return;
        }
        if (count > 0 && offset < starts[count - 1]) {
            throw new IllegalArgumentException("range at " + offset + " comes after one at " + starts[count - 1]);
        }
        append(offset, offset + length);
        while (count == mostRanges) {
            smallestGap = Math.max(FIRST_GAP, smallestGap * 2);
            int before = count;
            count = 0;
            for (int i = 0; i < before; i++) {
                append(starts[i], ends[i]);
            }
        }
    }

    private void append(long start, long end) {
        if (count > 0 && start - ends[count - 1] < smallestGap) {
            ends[count - 1] = Math.max(ends[count - 1], end);
        } else {
            if (count == starts.length) {
                starts = Arrays.copyOf(starts, count * 2);
                ends = Arrays.copyOf(ends, count * 2);
            }
            starts[count] = start;
            ends[count++] = end;
        }
    }

    /** Returns what was collected. */
    public AllocationMap build() {
        AllocationMap.Builder map = AllocationMap.builder(size);
        for (int i = 0; i < count; i++) {
            map.add(starts[i], ends[i] - starts[i]);
        }
        return map.build();
    }
}
