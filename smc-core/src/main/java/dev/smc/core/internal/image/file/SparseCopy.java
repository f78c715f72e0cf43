package dev.smc.core.internal.image.file;

import dev.smc.spi.disk.BlockSource;
import java.nio.file.Path;

/** Copies a disk into a raw file that takes space only for blocks that are not zeros. */
public final class SparseCopy {
    private static final int BLOCK_SIZE = 4096;

    private SparseCopy() {}

    /** Copies a raw file or block device, as {@link #copy(BlockSource, Path, CopyListener)} does. */
    public static void copy(Path from, Path to, CopyListener listener) {
        try (BlockSource source = new RawSource(ImageFile.open(from))) {
            copy(source, to, listener);
        }
    }

    /**
     * Copies a disk. The file appears when it is complete and on stable storage, in place of one of the same name.
     *
     * @throws dev.smc.api.error.SourceReadException if the disk cannot be read
     * @throws dev.smc.api.error.TargetWriteException if the file cannot be written; code {@code TARGET_FULL} if there is no
     *     space
     */
    public static void copy(BlockSource source, Path to, CopyListener listener) {
        try (AtomicFile file = AtomicFile.create(to, source.size())) {
            new DataScanner(source, BLOCK_SIZE).scanInAnyOrder(file::write, listener);
            file.extend(source.size());
            file.commit();
        }
    }
}
