package dev.smc.core.internal.image.file;

import dev.smc.api.error.ErrorCode;
import dev.smc.api.error.SourceReadException;
import dev.smc.api.error.TargetWriteException;
import dev.smc.core.internal.disk.IoReason;
import dev.smc.spi.disk.BlockTarget;
import dev.smc.spi.disk.Extent;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A raw disk that is written: a sparse file or a block device. Thread-safe as {@link BlockTarget} says; note that interrupting
 * a thread that reads or writes closes the file, as it does for every {@link FileChannel}.
 */
public final class RawTarget implements BlockTarget {
    private static final int PIECE = 1 << 20;

    private final Path path;
    private final FileChannel channel;
    private final long size;
    private final int sectorSize;
    private final Optional<SparseFile> sparse;
    /** Linux lets one thread at a time write a file; the others would burn their processors waiting for it. Null for a device. */
    private final @Nullable Lock writing;

    private RawTarget(Path path, FileKind kind, FileChannel channel, Optional<SparseFile> sparse) throws IOException {
        this.path = path;
        this.channel = channel;
        this.size = channel.size();
        this.sectorSize = kind.sectorSize(path);
        this.sparse = sparse;
        this.writing = kind == FileKind.REGULAR ? new ReentrantLock() : null;
    }

    /**
     * Creates a file that reads as {@code size} zeros and takes no space yet, and returns when it would survive a crash.
     *
     * @throws TargetWriteException if it exists or cannot be created
     */
    public static RawTarget create(Path path, long size) {
        if (size < 0) {
            throw new IllegalArgumentException("size " + size + " is negative");
        }
        try {
            Files.createFile(path);
            try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
                file.setLength(size);
                file.getChannel().force(true);
            } catch (IOException e) {
                Files.delete(path);
                throw e;
            }
            AtomicFile.forceDirectory(path);
        } catch (FileAlreadyExistsException e) {
            throw new TargetWriteException(
                    ErrorCode.TARGET_UNWRITABLE, path + " exists already", "remove it or choose another name", e);
        } catch (IOException e) {
            throw TargetErrors.failedWrite(path, 0, size, e);
        }
        return open(path);
    }

    /**
     * Opens a raw file or a block device as it is.
     *
     * @throws TargetWriteException if it does not exist, is something else, or cannot be opened for writing
     */
    public static RawTarget open(Path path) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
            FileKind kind = FileKind.of(path, attributes);
            if (!kind.isDisk()) {
                throw new TargetWriteException(
                        ErrorCode.TARGET_UNWRITABLE,
                        path + " is no regular file or block device",
                        "give a raw disk file or a block device");
            }
            FileChannel channel = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
            try {
                Optional<SparseFile> sparse = SparseFile.open(path, attributes.fileKey(), true);
                return new RawTarget(path, kind, channel, sparse);
            } catch (IOException e) {
                channel.close();
                throw e;
            }
        } catch (NoSuchFileException e) {
            throw new TargetWriteException(ErrorCode.TARGET_UNWRITABLE, path + " does not exist", "check the path", e);
        } catch (IOException e) {
            throw TargetErrors.failed("cannot be opened for writing", path, e);
        }
    }

    /** Locks bytes for other programs until this or any other opening of the disk by this process is closed; false if somebody else has. */
    public boolean tryLock(long first, long length) {
        try {
            return channel.tryLock(first, length, false) != null;
        } catch (OverlappingFileLockException e) {
            return false; // another thread of this process
        } catch (IOException e) {
            throw TargetErrors.failed("cannot be locked", path, e);
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
    public int sectorSize() {
        return sectorSize;
    }

    @Override
    public void read(long offset, ByteBuffer target) {
        Objects.checkFromIndexSize(offset, target.remaining(), size);
        try {
            if (!ImageFile.readFully(channel, offset, target)) {
                throw new SourceReadException(
                        ErrorCode.SOURCE_TRUNCATED,
                        path + " ends at byte " + channel.size() + ", but had " + size + " bytes when it was opened",
                        "find out what shortened it, and start the job anew");
            }
        } catch (IOException e) {
            throw new SourceReadException(
                    ErrorCode.SOURCE_UNREADABLE,
                    path + " cannot be read at byte " + offset + ": " + IoReason.of(e),
                    "check the disk and try again",
                    e);
        }
    }

    @Override
    public List<Extent> extents(long offset, long length) {
        Objects.checkFromIndexSize(offset, length, size);
        return length == 0
                ? List.of()
                : sparse.flatMap(s -> s.extents(offset, length)).orElseGet(() -> List.of(Extent.data(offset, length)));
    }

    @Override
    public void write(long offset, ByteBuffer source) {
        Objects.checkFromIndexSize(offset, source.remaining(), size);
        if (writing != null) {
            writing.lock();
        }
        try {
            writeFully(channel, offset, source);
        } catch (IOException e) {
            throw TargetErrors.failedWrite(path, offset, size, e);
        } finally {
            if (writing != null) {
                writing.unlock();
            }
        }
    }

    /** Writes a buffer at a position of a file; heap buffers in pieces, for the reason that readFully has. */
    static void writeFully(FileChannel channel, long offset, ByteBuffer source) throws IOException {
        int start = source.position();
        int limit = source.limit();
        try {
            while (source.position() < limit) {
                if (!source.isDirect()) {
                    source.limit(Math.min(limit, source.position() + PIECE));
                }
                channel.write(source, offset + source.position() - start);
                source.limit(limit);
            }
        } finally {
            source.limit(limit);
        }
    }

    @Override
    public void zero(long offset, long length) {
        Objects.checkFromIndexSize(offset, length, size);
        boolean punched = length > 0 && sparse.isPresent() && sparse.get().punchHole(offset, length);
        if (!punched) {
            writeZeros(offset, length);
        }
    }

    /** Writes zeros where there are none yet, so that holes of a file stay holes. */
    private void writeZeros(long offset, long length) {
        ByteBuffer present = ByteBuffer.allocate((int) Math.min(PIECE, length));
        for (long done = 0; done < length; done += present.limit()) {
            present.clear().limit((int) Math.min(present.capacity(), length - done));
            read(offset + done, present);
            if (!Zeros.isZero(present, 0, present.limit())) {
                for (int written = 0; written < present.limit(); ) {
                    ByteBuffer zeros = Zeros.buffer(present.limit() - written);
                    int count = zeros.remaining();
                    write(offset + done + written, zeros);
                    written += count;
                }
            }
        }
    }

    @Override
    public void force() {
        try {
            // The size never changes, so the data and what is needed to find it are enough.
            channel.force(false);
        } catch (IOException e) {
            throw TargetErrors.failed("cannot be forced to stable storage", path, e);
        }
    }

    @Override
    public void close() {
        sparse.ifPresent(SparseFile::close);
        ImageFile.close(channel, path);
    }
}
