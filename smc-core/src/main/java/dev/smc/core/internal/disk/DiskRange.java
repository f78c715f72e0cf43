package dev.smc.core.internal.disk;

import dev.smc.spi.disk.BlockSource;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;

/**
 * A part of a disk, such as a partition.
 *
 * @param disk the disk
 * @param offset where the part starts
 * @param length of the part in bytes
 */
public record DiskRange(BlockSource disk, long offset, long length) {
    /** Checks that the part is on the disk. */
    public DiskRange {
        Objects.checkFromIndexSize(offset, length, disk.size());
    }

    /** Returns whether {@code [start, start + count)} lies within the part. */
    public boolean contains(long start, long count) {
        return start >= 0 && count >= 0 && start <= length - count;
    }

    /** Returns {@code count} bytes from {@code start} of the part on, in little-endian order. */
    public ByteBuffer read(long start, int count) {
        Objects.checkFromIndexSize(start, count, length);
        ByteBuffer bytes = ByteBuffer.allocate(count).order(ByteOrder.LITTLE_ENDIAN);
        disk.read(offset + start, bytes);
        return bytes.flip();
    }
}
