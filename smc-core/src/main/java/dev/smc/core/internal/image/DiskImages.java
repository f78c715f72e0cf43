package dev.smc.core.internal.image;

import dev.smc.core.internal.image.file.DiskFormat;
import dev.smc.spi.disk.BlockSource;
import java.nio.file.Path;

/** Opens disk image files and block devices as block sources. */
public final class DiskImages {
    private DiskImages() {}

    /**
     * Opens a disk read-only; its format is told from its content, never from its name.
     *
     * <p>A qcow2 image may name a backing file, anywhere in the file system; it is opened too. Only give images that are
     * trusted in that respect.
     *
     * @throws dev.smc.api.error.SourceReadException if it cannot be opened; with code {@code DISK_UNSUPPORTED} if its format
     *     is known but not supported
     * @throws dev.smc.api.error.CorruptDiskException if the structures of its format are damaged
     */
    public static BlockSource open(Path path) {
        return new ImageChain().open(path, null);
    }

    /**
     * Opens a raw disk read-only, whatever its content looks like: a guest decides what the first bytes of its disk are.
     *
     * @throws dev.smc.api.error.SourceReadException if it cannot be opened
     */
    public static BlockSource openRaw(Path path) {
        return new ImageChain().open(path, DiskFormat.RAW);
    }
}
