package dev.smc.spi.disk;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * The extents of a disk that are in use: sorted, disjoint, never adjacent. Everything outside them need not be read and is
 * taken as zeros. Immutable.
 *
 * <p>Held as two arrays of {@code long}, 16 bytes an extent.
 */
public final class AllocationMap {
    private final long size;
    private final long[] starts;
    private final long[] ends;

    private AllocationMap(long size, long[] starts, long[] ends) {
        this.size = size;
        this.starts = starts;
        this.ends = ends;
    }

    /** Returns a map in which the whole disk is in use. */
    public static AllocationMap full(long size) {
        return builder(size).add(0, size).build();
    }

    /** Returns a builder of a map of a disk of {@code size} bytes. */
    public static Builder builder(long size) {
        return new Builder(size);
    }

    /** Returns the size of the disk in bytes. */
    public long size() {
        return size;
    }

    /** Returns how many extents are in use. */
    public int count() {
        return starts.length;
    }

    /** Returns the number of bytes in use. */
    public long usedBytes() {
        long used = 0;
        for (int i = 0; i < starts.length; i++) {
            used += ends[i] - starts[i];
        }
        return used;
    }

    /** Returns the extents in use, as {@link Extent.Kind#DATA}, in order. */
    public List<Extent> extents() {
        return extents(0, size);
    }

    /** Returns the parts of {@code [offset, offset + length)} that are in use, as {@link Extent.Kind#DATA}, in order. */
    public List<Extent> extents(long offset, long length) {
        Objects.checkFromIndexSize(offset, length, size);
        List<Extent> result = new ArrayList<>();
        if (length == 0) {
            return result;
        }
        long end = offset + length;
        for (int i = firstEndingAfter(offset); i < starts.length && starts[i] < end; i++) {
            long from = Math.max(offset, starts[i]);
            result.add(Extent.data(from, Math.min(end, ends[i]) - from));
        }
        return result;
    }

    /** Returns whether any byte of {@code [offset, offset + length)} is in use. */
    public boolean intersects(long offset, long length) {
        int i = firstEndingAfter(offset);
        return length > 0 && i < starts.length && starts[i] < offset + length;
    }

    /** Returns the first offset at or after {@code offset} that is in use, or {@link #size()} if there is none. */
    public long nextUsed(long offset) {
        int i = firstEndingAfter(offset);
        return i == starts.length ? size : Math.max(offset, starts[i]);
    }

    /** Returns how many bytes of {@code [offset, offset + length)} are in use. */
    public long usedBytes(long offset, long length) {
        Objects.checkFromIndexSize(offset, length, size);
        long used = 0;
        for (int i = firstEndingAfter(offset); i < starts.length && starts[i] < offset + length; i++) {
            used += Math.min(offset + length, ends[i]) - Math.max(offset, starts[i]);
        }
        return used;
    }

    /** Returns the map of what is in use here and in {@code other}, which must be of the same size. */
    public AllocationMap intersect(AllocationMap other) {
        return combine(other, (here, there) -> here && there);
    }

    /** Returns the map of what is in use here or in {@code other}, which must be of the same size. */
    public AllocationMap union(AllocationMap other) {
        return combine(other, (here, there) -> here || there);
    }

    /** Returns the map of what is in use either here or in {@code other}, which must be of the same size, but not in both. */
    public AllocationMap difference(AllocationMap other) {
        return combine(other, (here, there) -> here != there);
    }

    private interface Rule {
        boolean keeps(boolean here, boolean there);
    }

    private AllocationMap combine(AllocationMap other, Rule rule) {
        if (other.size != size) {
            throw new IllegalArgumentException("maps of " + size + " and " + other.size + " bytes");
        }
        Builder result = builder(size);
        long position = 0;
        for (int i = 0, j = 0; i < starts.length || j < other.starts.length; ) {
            boolean here = i < starts.length && starts[i] <= position;
            boolean there = j < other.starts.length && other.starts[j] <= position;
            long next = Math.min(border(i, here), other.border(j, there));
            if (rule.keeps(here, there)) {
                result.add(position, next - position);
            }
            position = next;
            i += i < starts.length && ends[i] == position ? 1 : 0;
            j += j < other.starts.length && other.ends[j] == position ? 1 : 0;
        }
        return result.build();
    }

    /** Returns where the extent of number {@code i} ends, or, from before it, starts. */
    private long border(int i, boolean within) {
        return i == starts.length ? size : within ? ends[i] : starts[i];
    }

    private int firstEndingAfter(long offset) {
        int found = Arrays.binarySearch(ends, offset);
        return found >= 0 ? found + 1 : -found - 1;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof AllocationMap map
                && size == map.size
                && Arrays.equals(starts, map.starts)
                && Arrays.equals(ends, map.ends);
    }

    @Override
    public int hashCode() {
        return Objects.hash(size, Arrays.hashCode(starts), Arrays.hashCode(ends));
    }

    @Override
    public String toString() {
        return "AllocationMap{size=" + size + ", extents=" + starts.length + ", usedBytes=" + usedBytes() + "}";
    }

    /** Collects extents in any order; they may overlap. Not thread-safe. */
    public static final class Builder {
        private final long size;
        private long[] starts = new long[16];
        private long[] ends = new long[16];
        private int count;
        private boolean sorted = true;

        private Builder(long size) {
            if (size < 0) {
                throw new IllegalArgumentException("size " + size + " is negative");
            }
            this.size = size;
        }

        /**
         * Marks {@code [offset, offset + length)} as in use; a length of 0 marks nothing.
         *
         * @throws IndexOutOfBoundsException if the range is not within the disk
         */
        public Builder add(long offset, long length) {
            Objects.checkFromIndexSize(offset, length, size);
            if (length == 0) {
                return this;
            }
            if (count > 0 && sorted && offset >= starts[count - 1]) {
                if (offset <= ends[count - 1]) {
                    ends[count - 1] = Math.max(ends[count - 1], offset + length);
                    return this;
                }
            } else if (count > 0) {
                sorted = false;
            }
            if (count == starts.length) {
                starts = Arrays.copyOf(starts, count * 2);
                ends = Arrays.copyOf(ends, count * 2);
            }
            starts[count] = offset;
            ends[count++] = offset + length;
            return this;
        }

        /** Returns the map. */
        public AllocationMap build() {
            if (!sorted) {
                return sortedCopy().build();
            }
            return new AllocationMap(size, Arrays.copyOf(starts, count), Arrays.copyOf(ends, count));
        }

        private Builder sortedCopy() {
            Integer[] order = new Integer[count];
            Arrays.setAll(order, i -> i);
            Arrays.sort(order, (a, b) -> Long.compare(starts[a], starts[b]));
            Builder copy = new Builder(size);
            for (int i : order) {
                copy.add(starts[i], ends[i] - starts[i]);
            }
            return copy;
        }
    }
}
