package dev.smc.core.internal.cloud.local;

import dev.smc.api.error.MigrationException;
import dev.smc.core.internal.disk.ExclusiveLock;
import dev.smc.core.internal.disk.PrivateDirectory;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The resources of one kind: a directory each, whole or absent at any instant. Thread-safe, also between processes: writers take
 * turns on {@code .lock}, readers never wait.
 *
 * @param <D> their description
 */
final class ResourceDirectory<D extends Description> {
    private static final String UNFINISHED = ".tmp-";

    private final Path directory;
    private final Kind kind;
    private final DescriptionFile<D> description;
    private final DurableFiles files;

    ResourceDirectory(Path directory, Kind kind, DescriptionFile<D> description, DurableFiles files) {
        this.directory = directory;
        this.kind = kind;
        this.description = description;
        this.files = files;
    }

    /** Creates the directory if it is missing, and deletes what crashes left, unless somebody is making something. */
    void open() throws IOException {
        PrivateDirectory.create(directory);
        files.forceDirectory(directory.resolveSibling("."));
        Optional<ExclusiveLock> lock = ExclusiveLock.tryAcquire(lockFile());
        if (lock.isPresent()) {
            alone(lock.get(), () -> directory);
        }
    }

    /** Returns the directory of a resource, whether it exists or not. */
    Path path(String id) {
        return directory.resolve(kind.check(id));
    }

    /** Returns the description of a resource, unless it does not exist. */
    Optional<D> find(String id) {
        Path resource = path(id);
        if (!Files.isDirectory(resource)) {
            return Optional.empty();
        }
        try {
            return Optional.of(description.read(resource, kind));
        } catch (MigrationException e) {
            if (!Files.isDirectory(resource)) {
                return Optional.empty(); // deleted meanwhile
            }
            throw e;
        }
    }

    /** Returns the description of a resource that must exist. */
    D get(String id) {
        return find(id).orElseThrow(() -> Failures.gone(kind, id, directory));
    }

    /** Returns the descriptions of all resources; fails if any is damaged. */
    List<D> list() {
        List<D> result = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory, kind.prefix() + "*")) {
            for (Path entry : entries) {
                String name = entry.getFileName().toString();
                if (kind.isId(name)) {
                    find(name).ifPresent(result::add);
                }
            }
        } catch (IOException e) {
            throw Failures.of("cannot list the " + kind.name() + "s", directory, e);
        }
        return result;
    }

    /** Returns the resource of a token, making it if it does not exist. */
    D create(String clientToken, Content<D> content) {
        String id = kind.id(clientToken);
        try {
            return alone(ExclusiveLock.acquire(lockFile()), () -> {
                Optional<D> existing = find(id);
                if (existing.isEmpty()) {
                    return make(id, content);
                }
                files.forceDirectory(directory); // its maker may have crashed before doing so
                return existing.get();
            });
        } catch (IOException e) {
            throw Failures.of("cannot create " + kind.name() + " " + id, directory, e);
        }
    }

    private D make(String id, Content<D> content) throws IOException {
        Path unfinished = directory.resolve(UNFINISHED + id);
        try {
            files.createDirectory(unfinished);
            D described = content.writeTo(unfinished);
            files.write(unfinished.resolve(description.name()), description.encode(described));
            files.forceDirectory(unfinished);
            files.move(unfinished, directory.resolve(id));
            files.forceDirectory(directory);
            return described;
        } catch (IOException | RuntimeException e) {
            try {
                files.delete(unfinished);
            } catch (IOException suppressed) {
                e.addSuppressed(suppressed);
            }
            throw e;
        }
    }

    /** Deletes a resource unless it is gone already. */
    void delete(String id) {
        delete(id, unclaimed -> () -> {});
    }

    /** Deletes a resource unless it is gone already or the claim to it is refused. */
    void delete(String id, Claim claim) {
        Path resource = path(id);
        try {
            alone(ExclusiveLock.acquire(lockFile()), () -> {
                if (Files.exists(resource)) {
                    Closeable claimed = claim.take(resource);
                    try {
                        files.move(resource, directory.resolve(UNFINISHED + id));
                        files.forceDirectory(directory);
                        deleteLeftovers();
                    } finally {
                        claimed.close();
                    }
                }
                return id;
            });
        } catch (IOException e) {
            throw Failures.of("cannot delete " + kind.name() + " " + id, directory, e);
        }
    }

    /** Does something under the lock, which shows that nobody is making anything, so that leftovers are leftovers. */
    private <T> T alone(ExclusiveLock lock, Work<T> work) throws IOException {
        try {
            deleteLeftovers();
            return work.run();
        } finally {
            lock.close();
        }
    }

    private void deleteLeftovers() throws IOException {
        try (DirectoryStream<Path> leftovers = Files.newDirectoryStream(directory, UNFINISHED + "*")) {
            for (Path leftover : leftovers) {
                files.delete(leftover);
            }
        }
    }

    private Path lockFile() {
        return directory.resolve(".lock");
    }

    /** Something to do under the lock. */
    @FunctionalInterface
    private interface Work<T> {
        T run() throws IOException;
    }

    /** Takes hold of a resource that is to be deleted, until it is closed, or refuses. */
    @FunctionalInterface
    interface Claim {
        Closeable take(Path resource) throws IOException;
    }

    /** Writes and forces the files of a new resource. */
    @FunctionalInterface
    interface Content<D> {
        /** Fills the directory, and returns the description, which is written after it. */
        D writeTo(Path directory) throws IOException;
    }
}
