package dev.smc.transfer.internal.chunk;

import dev.smc.api.error.ErrorCode;
import dev.smc.api.error.TargetWriteException;
import dev.smc.api.error.TransportException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** A state directory, locked against other processes, with the manifest in it. */
public final class ManifestStore implements AutoCloseable {
    private static final String NAME = "manifest";

    private final FileChannel lock;
    private final Manifest manifest;

    private ManifestStore(FileChannel lock, Manifest manifest) {
        this.lock = lock;
        this.manifest = manifest;
    }

    /**
     * Opens the manifest of a directory, or makes one.
     *
     * @throws TransportException codes {@code STALE_EPOCH}, {@code MANIFEST_CORRUPT}
     * @throws TargetWriteException if the directory cannot be used or another process uses it
     */
    public static ManifestStore open(Path directory, ChunkGrid fresh, boolean initiallyZero, long epoch) {
        FileChannel lock = null;
        Manifest manifest = null;
        try {
            Files.createDirectories(directory);
            lock = lock(directory);
            Path path = directory.resolve(NAME);
            if (!Files.exists(path)) {
                create(directory, path, ManifestHeader.first(fresh, initiallyZero, epoch));
            }
            FileChannel channel = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
            manifest = openOrClose(new ChannelFile(channel), path.toString(), epoch);
            checkSize(manifest, path, fresh);
            return new ManifestStore(lock, manifest);
        } catch (IOException e) {
            close(manifest, lock);
            throw new TargetWriteException(
                    ErrorCode.TARGET_UNWRITABLE,
                    "state directory " + directory + " cannot be used: " + e,
                    "make it readable and writable",
                    e);
        } catch (RuntimeException e) {
            close(manifest, lock);
            throw e;
        }
    }

    private static Manifest openOrClose(StableFile file, String location, long epoch) throws IOException {
        try {
            return Manifest.open(file, location, epoch);
        } catch (RuntimeException e) {
            file.close();
            throw e;
        }
    }

    private static void checkSize(Manifest manifest, Path path, ChunkGrid target) {
        if (manifest.grid().diskSize() != target.diskSize()) {
            throw new TransportException(
                    ErrorCode.MANIFEST_CORRUPT,
                    "manifest " + path + " is of a disk of " + manifest.grid().diskSize() + " bytes, the target has "
                            + target.diskSize(),
                    "give it the target it was made for, or an empty target and an empty state directory");
        }
    }

    private static FileChannel lock(Path directory) throws IOException {
        FileChannel channel = FileChannel.open(
                directory.resolve(NAME + ".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (!tryLock(channel)) {
            channel.close();
            throw new TargetWriteException(
                    ErrorCode.TARGET_UNWRITABLE,
                    "state directory " + directory + " is in use by another receiver",
                    "end that receiver first");
        }
        return channel;
    }

    private static boolean tryLock(FileChannel channel) throws IOException {
        try {
            FileLock held = channel.tryLock();
            return held != null;
        } catch (OverlappingFileLockException e) {
            return false; // this process holds it
        }
    }

    private static void create(Path directory, Path path, ManifestHeader header) throws IOException {
        Path fresh = directory.resolve(NAME + ".new");
        try (StableFile file = new ChannelFile(FileChannel.open(
                fresh, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE))) {
            file.write(header.slotOffset(), header.encode());
            file.force();
        }
        Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE);
        try (FileChannel names = FileChannel.open(directory, StandardOpenOption.READ)) {
            names.force(true);
        }
    }

    /** Returns the manifest. */
    public Manifest manifest() {
        return manifest;
    }

    @Override
    public void close() {
        close(manifest, lock);
    }

    private static void close(@Nullable Manifest manifest, @Nullable FileChannel lock) {
        try (lock) {
            if (manifest != null) {
                manifest.close();
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
