package dev.smc.core.internal.image.file;

import com.sun.jna.LastErrorException;
import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.Platform;
import dev.smc.spi.disk.Extent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The holes of a file, through Linux system calls. It has a descriptor of its own, because Java does not show that of a
 * channel. Needs JNA: without it this class cannot be loaded.
 */
final class LinuxSparseFile implements SparseFile {
    private static final Logger LOG = LoggerFactory.getLogger(LinuxSparseFile.class);

    private static final int O_RDWR = 2;
    private static final int O_CLOEXEC = 0x80000;
    private static final int SEEK_DATA = 3;
    private static final int SEEK_HOLE = 4;
    private static final int ENXIO = 6;
    private static final int PUNCH_HOLE_KEEP_SIZE = 3;

    /** Held for reading by every call, so that no call can meet a descriptor that was closed and given to another file. */
    private final ReadWriteLock lock = new ReentrantReadWriteLock();

    private int descriptor;

    private LinuxSparseFile(int descriptor) {
        this.descriptor = descriptor;
    }

    /** The system calls. */
    interface LibC extends Library {
        LibC INSTANCE = Native.load(LibC.class);

        int open(String path, int flags) throws LastErrorException;

        int close(int descriptor) throws LastErrorException;

        long lseek(int descriptor, long offset, int whence) throws LastErrorException;

        int fallocate(int descriptor, int mode, long offset, long length) throws LastErrorException;
    }

    /** Returns the file if it is still the one of {@code fileKey} and the system has these calls. */
    static Optional<SparseFile> openIfSame(Path path, @Nullable Object fileKey, boolean writable) {
        if (!Platform.isLinux() || Native.LONG_SIZE != Long.BYTES) {
            return Optional.empty();
        }
        try {
            int descriptor = LibC.INSTANCE.open(path.toString(), O_CLOEXEC | (writable ? O_RDWR : 0));
            LinuxSparseFile file = new LinuxSparseFile(descriptor);
            if (fileKey != null && fileKey.equals(fileKey(descriptor))) {
                return Optional.of(file);
            }
            file.close();
        } catch (LastErrorException e) {
            LOG.debug("holes of {} cannot be used", path, e);
        }
        return Optional.empty();
    }

    private static @Nullable Object fileKey(int descriptor) {
        try {
            Path link = Path.of("/proc/self/fd/" + descriptor);
            return Files.readAttributes(link, BasicFileAttributes.class).fileKey();
        } catch (IOException e) {
            return null;
        }
    }

    @Override
    public Optional<List<Extent>> extents(long offset, long length) {
        lock.readLock().lock();
        try {
            if (descriptor < 0) {
                return Optional.empty();
            }
            ExtentList extents = new ExtentList();
            long end = offset + length;
            for (long position = offset; position < end; ) {
                long data = Math.min(end, seek(position, SEEK_DATA, end));
                long hole = data == end ? end : Math.min(end, seek(data, SEEK_HOLE, end));
                if (data < position || hole < data || hole == position) {
                    return Optional.empty();
                }
                extents.add(Extent.Kind.ZERO, position, data - position);
                extents.add(Extent.Kind.DATA, data, hole - data);
                position = hole;
            }
            return Optional.of(extents.toList());
        } catch (LastErrorException e) {
            return Optional.empty();
        } finally {
            lock.readLock().unlock();
        }
    }

    private long seek(long offset, int whence, long end) {
        try {
            return LibC.INSTANCE.lseek(descriptor, offset, whence);
        } catch (LastErrorException e) {
            if (e.getErrorCode() == ENXIO) {
                return end;
            }
            throw e;
        }
    }

    @Override
    public boolean punchHole(long offset, long length) {
        lock.readLock().lock();
        try {
            return descriptor >= 0 && LibC.INSTANCE.fallocate(descriptor, PUNCH_HOLE_KEEP_SIZE, offset, length) == 0;
        } catch (LastErrorException e) {
            return false;
        } finally {
            lock.readLock().unlock();
        }
    }

    @Override
    public void close() {
        lock.writeLock().lock();
        try {
            if (descriptor >= 0) {
                LibC.INSTANCE.close(descriptor);
            }
        } catch (LastErrorException e) {
            LOG.debug("closing a descriptor failed", e);
        } finally {
            descriptor = -1;
            lock.writeLock().unlock();
        }
    }
}
