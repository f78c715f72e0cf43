package dev.smc.core.internal.disk;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A directory for what is worked out, gone with everything in it when it is closed; what a process leaves that is killed is removed by
 * the next one that creates one beside it. Not thread-safe.
 */
public final class ScratchDirectory implements AutoCloseable {
    private static final String PREFIX = "work-";
    /** Of a directory that has some in it, which may itself be one. */
    private static final String ALL = ".lock";

    private static final String OWN = ".work.lock";

    private final Path path;
    private final ExclusiveLock lock;

    private ScratchDirectory(Path path, ExclusiveLock lock) {
        this.path = path;
        this.lock = lock;
    }

    /** Creates one in a directory, which is created if need be. */
    public static ScratchDirectory in(Path directory) {
        try {
            PrivateDirectory.create(directory);
            // Until it is locked, another one would take it for abandoned.
            ExclusiveLock all = ExclusiveLock.acquire(directory.resolve(ALL));
            try (all) {
                removeAbandoned(directory);
                Path path = Files.createTempDirectory(directory, PREFIX);
                return new ScratchDirectory(path, ExclusiveLock.acquire(path.resolve(OWN)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void removeAbandoned(Path directory) throws IOException {
        List<Path> others;
        try (Stream<Path> entries = Files.list(directory)) {
            others = entries.filter(entry -> entry.getFileName().toString().startsWith(PREFIX))
                    .toList();
        }
        for (Path other : others) {
            Optional<ExclusiveLock> abandoned = ExclusiveLock.tryAcquire(other.resolve(OWN));
            if (abandoned.isPresent()) {
                delete(other);
                abandoned.get().close();
            }
        }
    }

    private static void delete(Path path) throws IOException {
        try (Stream<Path> tree = Files.walk(path)) {
            List<Path> deepestFirst = tree.sorted(Comparator.reverseOrder()).toList();
            for (Path entry : deepestFirst) {
                Files.deleteIfExists(entry);
            }
        }
    }

    public Path path() {
        return path;
    }

    /** Creates an empty directory in it. */
    public Path directory(String name) {
        try {
            return Files.createDirectory(path.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try (lock) {
            delete(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
