package dev.smc.testkit;

import dev.smc.spi.disk.BlockTarget;
import dev.smc.spi.disk.Extent;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** A small disk in memory, readable and writable, that counts what is done to it. Thread-safe as {@link BlockTarget} says. */
public class MemoryTarget implements BlockTarget {
    private final byte[] bytes;
    private final AtomicLong read = new AtomicLong();
    private final AtomicLong written = new AtomicLong();
    private final AtomicInteger forces = new AtomicInteger();

    /** Creates a disk of zeros. */
    public MemoryTarget(int size) {
        this(new byte[size]);
    }

    /** Creates a disk over an array, which it does not copy. */
    public MemoryTarget(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Returns the content itself. */
    public byte[] bytes() {
        return bytes;
    }

    /** Returns how many bytes were read. */
    public long bytesRead() {
        return read.get();
    }

    /** Returns how many bytes were written, zeroed ones not counted. */
    public long bytesWritten() {
        return written.get();
    }

    /** Returns how often the disk was forced. */
    public int forces() {
        return forces.get();
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
        return bytes.length;
    }

    @Override
    public void read(long offset, ByteBuffer target) {
        Objects.checkFromIndexSize(offset, target.remaining(), bytes.length);
        read.addAndGet(target.remaining());
        target.put(bytes, (int) offset, target.remaining());
    }

    @Override
    public List<Extent> extents(long offset, long length) {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        return length == 0 ? List.of() : List.of(Extent.data(offset, length));
    }

    @Override
    public void write(long offset, ByteBuffer source) {
        Objects.checkFromIndexSize(offset, source.remaining(), bytes.length);
        written.addAndGet(source.remaining());
        source.get(bytes, (int) offset, source.remaining());
    }

    @Override
    public void zero(long offset, long length) {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        Arrays.fill(bytes, (int) offset, (int) (offset + length), (byte) 0);
    }

    @Override
    public void force() {
        forces.incrementAndGet();
    }

    @Override
    public void close() {}
}
