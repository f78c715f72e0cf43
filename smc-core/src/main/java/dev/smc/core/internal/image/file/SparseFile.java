package dev.smc.core.internal.image.file;

import dev.smc.spi.disk.Extent;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The holes of a file. Thread-safe. */
interface SparseFile extends AutoCloseable {
    /**
     * Opens a file beside the channel that reads it, if its holes can be known: on Linux, with JNA, which is optional.
     *
     * @param fileKey by which the file is known to be the same one
     */
    static Optional<SparseFile> open(Path path, @Nullable Object fileKey, boolean writable) {
        try {
            return LinuxSparseFile.openIfSame(path, fileKey, writable);
        } catch (LinkageError e) {
            // All that names JNA is in that class, so that a missing JNA is met here.
            Logger log = LoggerFactory.getLogger(SparseFile.class);
            log.debug("holes in files cannot be used: JNA is not available", e);
            return Optional.empty();
        }
    }

    /** Returns the data and the holes of a range, or empty if the file system does not tell them. */
    Optional<List<Extent>> extents(long offset, long length);

    /** Makes a range a hole and returns true, or returns false if that is not possible here. */
    boolean punchHole(long offset, long length);

    @Override
    void close();
}
