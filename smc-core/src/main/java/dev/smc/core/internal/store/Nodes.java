package dev.smc.core.internal.store;

import dev.smc.api.error.ErrorCode;
import dev.smc.api.error.StoreException;
import dev.smc.core.internal.disk.IoReason;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The open centres of a home directory. Each holds an exclusive lock on a file of its own for its life. The operating system
 * drops the lock with the process, so whoever can take it knows that the node is dead, at once and without a clock. Thread-safe.
 */
final class Nodes implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Nodes.class);
    private static final String SUFFIX = ".lock";
    /**
     * The lock files that this process holds. They must not even be opened again here: POSIX drops all locks of a process on a
     * file when it closes any descriptor of it.
     */
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final Path directory;
    private final String id;
    private final Path file;
    private final FileChannel channel;

    private Nodes(Path directory, String id, Path file, FileChannel channel) {
        this.directory = directory;
        this.id = id;
        this.file = file;
        this.channel = channel;
    }

    /** Joins the nodes of a directory under a new id, and removes what dead nodes left. */
    static Nodes join(Path directory, Supplier<String> ids) {
        try {
            Path real = directory.toRealPath();
            Nodes joined = null;
            while (joined == null) {
                joined = tryJoin(real, ids.get());
            }
            joined.sweep();
            return joined;
        } catch (IOException e) {
            throw new StoreException(
                    ErrorCode.STORE_UNUSABLE,
                    "cannot lock a file in " + directory + ": " + IoReason.of(e),
                    "use a directory on a file system with locks that this user can write",
                    e);
        }
    }

    private static @Nullable Nodes tryJoin(Path directory, String id) throws IOException {
        Path file = directory.resolve(id + SUFFIX);
        if (!HELD.add(file)) {
            return null;
        }
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = channel.tryLock();
        // Another node may have taken the new file for that of a dead one, before it was locked.
        if (lock == null || !Files.exists(file)) {
            channel.close();
            HELD.remove(file);
            return null;
        }
        return new Nodes(directory, id, file, channel);
    }

    String id() {
        return id;
    }

    /** Returns whether another node lives. What a dead one left is removed. */
    boolean isAlive(String node) {
        Path other = directory.resolve(node + SUFFIX);
        if (HELD.contains(other)) {
            return true;
        }
        // One probe at a time: a process cannot ask for the same lock twice.
        synchronized (HELD) {
            return probe(node, other);
        }
    }

    private static boolean probe(String node, Path other) {
        try (FileChannel probe = FileChannel.open(other, StandardOpenOption.WRITE)) {
            if (probe.tryLock() == null) {
                return true;
            }
            Files.deleteIfExists(other);
            return false;
        } catch (NoSuchFileException e) {
            return false;
        } catch (IOException e) {
            LOG.warn("cannot tell whether node {} lives, so its lease must expire: {}", node, e.toString());
            return true;
        }
    }

    private void sweep() throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*" + SUFFIX)) {
            for (Path other : files) {
                String name = other.getFileName().toString();
                isAlive(name.substring(0, name.length() - SUFFIX.length()));
            }
        }
    }

    @Override
    public void close() {
        if (!channel.isOpen()) {
            return;
        }
        try {
            Files.deleteIfExists(file);
            channel.close();
        } catch (IOException e) {
            LOG.warn("cannot remove {}: {}", file, e.toString());
        } finally {
            HELD.remove(file);
        }
    }
}
