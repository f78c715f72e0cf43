package dev.smc.core.internal.disk;

import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An exclusive lock on a file, between the threads of this process and between processes. The operating system lets go of it when
 * the process ends, however it ends. Not reentrant. Thread-safe.
 */
public final class ExclusiveLock implements Closeable {
    /**
     * What threads of this process hold. To the operating system they are one holder, and closing any channel on a file gives up
     * all the process's locks on it; so at most one channel on a lock file is ever open here.
     */
    private static final Set<Path> HELD = new HashSet<>();

    private final Path file;
    private final FileChannel channel;

    private ExclusiveLock(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /** Locks a file, created if missing, waiting for whoever holds it. */
    public static ExclusiveLock acquire(Path file) throws IOException {
        Path key = key(file);
        synchronized (HELD) {
            while (!HELD.add(key)) {
                await();
            }
        }
        return lock(key, FileChannel::lock).orElseThrow();
    }

    /** Locks a file, created if missing, unless somebody holds it. */
    public static Optional<ExclusiveLock> tryAcquire(Path file) throws IOException {
        Path key = key(file);
        synchronized (HELD) {
            if (!HELD.add(key)) {
                return Optional.empty();
            }
        }
        return lock(key, FileChannel::tryLock);
    }

    private static void await() throws IOException {
        try {
            HELD.wait();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting for a lock");
        }
    }

    private static Path key(Path file) throws IOException {
        Path absolute = file.toAbsolutePath();
        return absolute.resolveSibling(".").toRealPath().resolve(absolute.getFileName());
    }

    private static Optional<ExclusiveLock> lock(Path key, Locking locking) throws IOException {
        FileChannel channel = null;
        boolean locked = false;
        try {
            channel = FileChannel.open(key, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            locked = locking.lock(channel) != null;
            return locked ? Optional.of(new ExclusiveLock(key, channel)) : Optional.empty();
        } finally {
            if (!locked) {
                release(key, channel);
            }
        }
    }

    private static void release(Path key, @Nullable FileChannel channel) throws IOException {
        try {
            if (channel != null) {
                channel.close();
            }
        } finally {
            synchronized (HELD) {
                HELD.remove(key);
                HELD.notifyAll();
            }
        }
    }

    /** Lets go of the lock. The file stays. Closing twice does nothing. */
    @Override
    public void close() throws IOException {
        if (channel.isOpen()) {
            release(file, channel);
        }
    }

    /** A way to lock a channel. */
    @FunctionalInterface
    private interface Locking {
        @Nullable
        FileLock lock(FileChannel channel) throws IOException;
    }
}
