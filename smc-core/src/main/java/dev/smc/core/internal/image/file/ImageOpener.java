package dev.smc.core.internal.image.file;

import dev.smc.spi.disk.BlockSource;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Opens the images that another image is made of or stands on. Not thread-safe. */
@FunctionalInterface
public interface ImageOpener {
    /**
     * Opens an image read-only.
     *
     * @param format what it is, or null if its content tells
     * @throws dev.smc.api.error.SourceReadException if it cannot be opened
     * @throws dev.smc.api.error.CorruptDiskException if it is damaged, or stands on itself
     */
    BlockSource open(Path path, @Nullable DiskFormat format);
}
