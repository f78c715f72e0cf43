package dev.smc.testkit;

import dev.smc.spi.disk.BlockTarget;
import dev.smc.spi.disk.Extent;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/** A disk in an array, for tests; knows its zeros by blocks of 4 KiB. Thread-safe as {@link BlockTarget} says. */
public final class MemoryDisk implements BlockTarget {
    private static final int BLOCK = 4096;

    private final byte[] content;

    /** Creates a disk on an array, which is not copied. */
    public MemoryDisk(byte[] content) {
        this.content = content;
    }

    @Override
    public String location() {
        return "memory";
    }

    @Override
    public String format() {
        return "raw";
    }

    @Override
    public long size() {
        return content.length;
    }

    @Override
    public void read(long offset, ByteBuffer target) {
        Objects.checkFromIndexSize(offset, target.remaining(), size());
        target.put(content, (int) offset, target.remaining());
    }

    @Override
    public List<Extent> extents(long offset, long length) {
        Objects.checkFromIndexSize(offset, length, size());
        List<Extent> extents = new ArrayList<>();
        for (int start = (int) offset; start < offset + length; ) {
            boolean zero = isZeroBlock(start);
            int end = start;
            while (end < offset + length && isZeroBlock(end) == zero) {
                end = (int) Math.min(offset + length, end - end % BLOCK + BLOCK);
            }
            extents.add(zero ? Extent.zero(start, end - start) : Extent.data(start, end - start));
            start = end;
        }
        return extents;
    }

    private boolean isZeroBlock(int offset) {
        int start = offset - offset % BLOCK;
        int end = Math.min(content.length, start + BLOCK);
        return Arrays.equals(content, start, end, new byte[end - start], 0, end - start);
    }

    @Override
    public void write(long offset, ByteBuffer source) {
        Objects.checkFromIndexSize(offset, source.remaining(), size());
        source.get(content, (int) offset, source.remaining());
    }

    @Override
    public void zero(long offset, long length) {
        Objects.checkFromIndexSize(offset, length, size());
        Arrays.fill(content, (int) offset, (int) (offset + length), (byte) 0);
    }

    @Override
    public void force() {}

    @Override
    public void close() {}
}
