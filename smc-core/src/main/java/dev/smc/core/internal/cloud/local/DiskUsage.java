package dev.smc.core.internal.cloud.local;

import dev.smc.api.error.CloudException;
import dev.smc.api.error.ErrorCode;
import dev.smc.api.error.MigrationException;
import dev.smc.core.internal.image.DiskImages;
import dev.smc.spi.disk.BlockSource;
import dev.smc.spi.disk.Extent;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/** How much of a file system the disk images of a resource really take. */
final class DiskUsage {
    /** Nothing but disk images is opened: closing a file gives up all locks that this process has on it. */
    private static final String IMAGES = "*.{raw,qcow2}";

    private static final long WINDOW = 1L << 32;
    private static final String[] UNITS = {"KiB", "MiB", "GiB", "TiB"};

    private DiskUsage() {}

    /** Returns what the disk images of a resource take, for people, unless it does not exist. */
    static Optional<String> describe(Path resource) {
        if (!Files.isDirectory(resource)) {
            return Optional.empty();
        }
        try (DirectoryStream<Path> images = Files.newDirectoryStream(resource, IMAGES)) {
            long occupied = 0;
            for (Path image : images) {
                occupied += occupiedBy(image);
            }
            return Optional.of(format(occupied) + " of local disk");
        } catch (IOException | DirectoryIteratorException | MigrationException e) {
            if (!Files.isDirectory(resource)) {
                return Optional.empty(); // deleted meanwhile
            }
            throw new CloudException(
                    ErrorCode.CLOUD_FAILED,
                    "the files in " + resource + " cannot be added up: " + e.getMessage(),
                    "check that they can be read",
                    e);
        }
    }

    private static long occupiedBy(Path file) {
        try (BlockSource source = DiskImages.openRaw(file)) {
            long occupied = 0;
            for (long offset = 0; offset < source.size(); offset += WINDOW) {
                occupied += source.extents(offset, Math.min(WINDOW, source.size() - offset)).stream()
                        .filter(Extent::isData)
                        .mapToLong(Extent::length)
                        .sum();
            }
            return occupied;
        }
    }

    /** Returns a number of bytes in the unit that people would choose. */
    static String format(long bytes) {
        double value = bytes / 1024.0;
        int unit = 0;
        while (value >= 1024 && unit < UNITS.length - 1) {
            value /= 1024;
            unit++;
        }
        return String.format(Locale.ROOT, "%.1f %s", value, UNITS[unit]);
    }
}
