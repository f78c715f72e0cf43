package dev.smc.examples.cli;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import dev.smc.api.error.ErrorCode;
import dev.smc.api.error.TargetWriteException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * The home of a centre that is gone when a command ends, also when the process is asked to end (Ctrl-C). What a process leaves that is
 * killed is removed by the next one that makes a home of the same name.
 */
final class ScratchHome implements AutoCloseable {
    private static final String LOCK = "lock";

    /** Those of this process: to close a channel on a lock file would give up the lock. */
    private static final Set<Path> OWN = ConcurrentHashMap.newKeySet();

    private final Path directory;
    private final FileChannel lock;
    private final Thread hook = new Thread(this::delete, "smc-interrupted");

    /**
     * Makes one.
     *
     * @throws TargetWriteException if it cannot be made
     */
    ScratchHome(String name) {
        try {
            directory = Files.createTempDirectory(name);
            OWN.add(directory);
            lock = lock();
        } catch (IOException e) {
            throw new TargetWriteException(
                    ErrorCode.TARGET_UNWRITABLE,
                    "no temporary directory can be made in " + System.getProperty("java.io.tmpdir") + ": " + e,
                    "name another one with java -Djava.io.tmpdir=DIRECTORY",
                    e);
        }
        removeAbandoned(name);
        NativeLibrary.unpackInto(directory);
        Runtime.getRuntime().addShutdownHook(hook);
    }

    Path directory() {
        return directory.resolve("home");
    }

    /** Locks the directory. The lock file gets its name only then, so that nobody takes it for abandoned. */
    private FileChannel lock() throws IOException {
        Path file = directory.resolve("unlocked");
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        channel.lock();
        Files.move(file, directory.resolve(LOCK), StandardCopyOption.ATOMIC_MOVE);
        return channel;
    }

    private void removeAbandoned(String name) {
        try (DirectoryStream<Path> siblings = Files.newDirectoryStream(directory.resolveSibling(""), name + "*")) {
            for (Path sibling : siblings) {
                if (!OWN.contains(sibling) && sibling.getFileName().toString().matches(name + "\\d+")) {
                    removeIfAbandoned(sibling);
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            // They stay.
        }
    }

    private void removeIfAbandoned(Path other) {
        try {
            if (Files.isDirectory(other, NOFOLLOW_LINKS)
                    && Files.getOwner(other, NOFOLLOW_LINKS).equals(Files.getOwner(directory))) {
                try (FileChannel held = FileChannel.open(other.resolve(LOCK), StandardOpenOption.WRITE)) {
                    if (held.tryLock() != null) {
                        delete(other);
                    }
                }
            }
        } catch (IOException | UncheckedIOException e) {
            // It has no lock file, or its process is removing it right now.
        }
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            return; // The process is ending, so the hook is at work.
        }
        delete();
    }

    private void delete() {
        try (lock) {
            delete(directory);
        } catch (IOException | UncheckedIOException e) {
            // What cannot be deleted yet, as a library in use on Windows, the next process finds.
        } finally {
            OWN.remove(directory);
        }
    }

    /** Deletes a directory with everything in it, the lock file last, so that what cannot be deleted is found again. */
    private static void delete(Path directory) throws IOException {
        Path file = directory.resolve(LOCK);
        try (Stream<Path> tree = Files.walk(directory)) {
            for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
                if (!path.equals(file) && !path.equals(directory)) {
                    Files.deleteIfExists(path);
                }
            }
        }
        Files.deleteIfExists(file);
        Files.deleteIfExists(directory);
    }
}
