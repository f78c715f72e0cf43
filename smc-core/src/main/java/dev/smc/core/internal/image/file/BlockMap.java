package dev.smc.core.internal.image.file;

import dev.smc.spi.disk.Extent;
import java.nio.ByteBuffer;

/** Where an image keeps the ranges of its disk. Thread-safe. */
public interface BlockMap extends AutoCloseable {

    /** Who answers for a range. */
    enum Kind {
        /** The image behind this one; zeros where there is none. */
        BACKING,
        /** Nobody: it reads as zeros, whatever the image behind holds. */
        ZERO,
        /** This image. */
        DATA
    }

    /**
     * A range of the disk that the image keeps in one way.
     *
     * @param kind who answers for it
     * @param length of the range in bytes, more than 0
     * @param position where it is, in terms of the map that returned it; of no meaning unless it is data
     */
    record Run(Kind kind, long length, long position) {}

    /** Returns what starts at {@code offset} of the disk, at most {@code length} bytes of it, and as many as is cheap to tell. */
    Run run(long offset, long length);

    /**
     * Fills a buffer, of at most the run's length, with the data of a run that {@link #run} returned for {@code offset}.
     *
     * @throws dev.smc.api.error.SourceReadException if it cannot be read
     * @throws dev.smc.api.error.CorruptDiskException if it is damaged
     */
    void read(Run run, long offset, ByteBuffer target);

    /** Adds what is known of a run of data; a map that knows of holes in it says so. */
    default void addExtents(Run run, long offset, ExtentList extents) {
        extents.add(Extent.Kind.DATA, offset, run.length());
    }

    /** Closes the files of the image, but not the image behind. */
    @Override
    void close();
}
