package dev.smc.core.internal.image.file;

import dev.smc.core.internal.disk.OwnerOnly;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file that appears under its name only when it is complete and on stable storage; until then it is {@code <name>.part}
 * beside it. What another process left of that name is overwritten. Only its owner can read it, because it holds what is on a disk.
 * Not thread-safe.
 */
public final class AtomicFile implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AtomicFile.class);

    private final Path path;
    private final Path part;
    private final long expectedSize;
    private final FileChannel channel;

    private AtomicFile(Path path, Path part, long expectedSize, FileChannel channel) {
        this.path = path;
        this.part = part;
        this.expectedSize = expectedSize;
        this.channel = channel;
    }

    public static AtomicFile create(Path path, long expectedSize) {
        Path part = path.resolveSibling(path.getFileName() + ".part");
        try {
            Files.deleteIfExists(part);
            FileChannel channel = FileChannel.open(
                    part, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), OwnerOnly.file(part));
            return new AtomicFile(path, part, expectedSize, channel);
        } catch (IOException e) {
            throw TargetErrors.failed("cannot be created", part, e);
        }
    }

    public void write(long offset, ByteBuffer source) {
        try {
            RawTarget.writeFully(channel, offset, source);
        } catch (IOException e) {
            throw TargetErrors.failedWrite(path, offset, expectedSize, e);
        }
    }

    /** Gives the file its length: writes its last byte, unless it is that long already. */
    public void extend(long size) {
        try {
            if (channel.size() < size) {
                RawTarget.writeFully(channel, size - 1, Zeros.buffer(1));
            }
        } catch (IOException e) {
            throw TargetErrors.failedWrite(path, size, expectedSize, e);
        }
    }

    /** Returns when the complete file has its name, for good. */
    public void commit() {
        try {
            channel.force(true);
            Files.move(part, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            forceDirectory(path);
        } catch (IOException e) {
            throw TargetErrors.failedWrite(path, expectedSize, expectedSize, e);
        }
    }

    /** Forces the directory entry of a file; systems that cannot open a directory do not need it. */
    public static void forceDirectory(Path path) throws IOException {
        Path directory = path.toAbsolutePath().getParent();
        if (directory == null) {
            return;
        }
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (AccessDeniedException e) {
            LOG.debug("directory {} cannot be forced", directory, e);
        }
    }

    /** Closes the file; removes it if it was not committed. */
    @Override
    public void close() {
        ImageFile.close(channel, part);
        try {
            Files.deleteIfExists(part);
        } catch (IOException e) {
            LOG.warn("removing {} failed", part, e);
        }
    }
}
