package dev.smc.core.internal.image.vmdk;

import dev.smc.core.internal.image.file.BlockMap;
import dev.smc.core.internal.image.file.ExtentList;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

/** Extents one behind the other. The position of a run is that of its extent. Thread-safe. */
final class ExtentSequence implements BlockMap {
    private final List<BlockMap> extents;
    private final long[] ends;

    /**
     * Creates a sequence of at least one extent; they belong to it.
     *
     * @param ends where each of them ends on the disk
     */
    ExtentSequence(List<BlockMap> extents, long[] ends) {
        this.extents = extents;
        this.ends = ends;
    }

    long size() {
        return ends[ends.length - 1];
    }

    @Override
    public Run run(long offset, long length) {
        int index = indexOf(offset);
        return extents.get(index).run(offset - start(index), Math.min(length, ends[index] - offset));
    }

    @Override
    public void read(Run run, long offset, ByteBuffer target) {
        int index = indexOf(offset);
        extents.get(index).read(run, offset - start(index), target);
    }

    /** Extents add what they know at the place that they are told, so that is the place on the disk. */
    @Override
    public void addExtents(Run run, long offset, ExtentList list) {
        extents.get(indexOf(offset)).addExtents(run, offset, list);
    }

    private int indexOf(long offset) {
        int found = Arrays.binarySearch(ends, offset);
        return found >= 0 ? found + 1 : -found - 1;
    }

    private long start(int index) {
        return index == 0 ? 0 : ends[index - 1];
    }

    @Override
    public void close() {
        extents.forEach(BlockMap::close);
    }
}
