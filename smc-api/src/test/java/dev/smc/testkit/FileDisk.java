package dev.smc.testkit;

import dev.smc.api.error.ErrorCode;
import dev.smc.api.error.SourceReadException;
import dev.smc.api.error.TargetWriteException;
import dev.smc.spi.disk.BlockTarget;
import dev.smc.spi.disk.Extent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Objects;

/** A raw file as a disk, as simple as can be; zeros are written as zeros. */
public final class FileDisk implements BlockTarget {
    private final Path path;
    private final FileChannel channel;
    private final long size;

    /** Opens a file, made if missing, and gives it a size. */
    public FileDisk(Path path, long size) {
        this.path = path;
        this.size = size;
        try {
            channel = FileChannel.open(
                    path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            if (channel.size() < size) {
                channel.write(ByteBuffer.allocate(1), size - 1);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String location() {
        return path.toString();
    }

    @Override
    public String format() {
        return "raw";
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public void read(long offset, ByteBuffer target) {
        Objects.checkFromIndexSize(offset, target.remaining(), size);
        try {
            long at = offset;
            while (target.hasRemaining()) {
                int read = channel.read(target, at);
                if (read < 0) {
                    throw new SourceReadException(
                            ErrorCode.SOURCE_TRUNCATED, path + " ends at " + at, "restore the file");
                }
                at += read;
            }
        } catch (IOException e) {
            throw new SourceReadException(ErrorCode.SOURCE_UNREADABLE, path + ": " + e, "restore the file", e);
        }
    }

    @Override
    public List<Extent> extents(long offset, long length) {
        Objects.checkFromIndexSize(offset, length, size);
        return length == 0 ? List.of() : List.of(Extent.data(offset, length));
    }

    @Override
    public void write(long offset, ByteBuffer source) {
        Objects.checkFromIndexSize(offset, source.remaining(), size);
        try {
            long at = offset;
            while (source.hasRemaining()) {
                at += channel.write(source, at);
            }
        } catch (IOException e) {
            throw new TargetWriteException(ErrorCode.TARGET_UNWRITABLE, path + ": " + e, "make it writable", e);
        }
    }

    @Override
    public void zero(long offset, long length) {
        ByteBuffer zeros = ByteBuffer.allocateDirect(64 << 10);
        for (long at = offset; at < offset + length; at += zeros.capacity()) {
            write(at, zeros.clear().limit((int) Math.min(zeros.capacity(), offset + length - at)));
        }
    }

    @Override
    public void force() {
        try {
            channel.force(false);
        } catch (IOException e) {
            throw new TargetWriteException(ErrorCode.TARGET_UNWRITABLE, path + ": " + e, "make it writable", e);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
