package dev.smc.core.internal.image.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/** What a path leads to. */
public enum FileKind {
    REGULAR,
    BLOCK_DEVICE,
    DIRECTORY,
    OTHER;

    private static final int TYPE_MASK = 0170000;
    private static final int TYPE_BLOCK = 0060000;
    private static final int DEFAULT_SECTOR_SIZE = 512;

    public boolean isDisk() {
        return this == REGULAR || this == BLOCK_DEVICE;
    }

    /** Returns the kind without opening the file: opening a pipe would wait for its other end. */
    public static FileKind of(Path path, BasicFileAttributes attributes) throws IOException {
        if (attributes.isRegularFile()) {
            return REGULAR;
        }
        if (attributes.isDirectory()) {
            return DIRECTORY;
        }
        try {
            int mode = (Integer) Files.getAttribute(path, "unix:mode");
            return (mode & TYPE_MASK) == TYPE_BLOCK ? BLOCK_DEVICE : OTHER;
        } catch (UnsupportedOperationException | IllegalArgumentException e) {
            return OTHER;
        }
    }

    /** Returns the size of a logical sector: what Linux says of a block device, 512 where nothing else is known. */
    public int sectorSize(Path path) {
        return this == BLOCK_DEVICE && deviceSectorSize(path) == 4096 ? 4096 : DEFAULT_SECTOR_SIZE;
    }

    private static int deviceSectorSize(Path path) {
        try {
            Path device = Path.of("/sys/class/block")
                    .resolve(path.toRealPath().getFileName())
                    .toRealPath();
            String size = readQueueSetting(device);
            return size == null ? DEFAULT_SECTOR_SIZE : Integer.parseInt(size.strip());
        } catch (IOException | NumberFormatException e) {
            return DEFAULT_SECTOR_SIZE;
        }
    }

    /** A partition has no queue of its own: it is that of the disk, one directory above. */
    private static @Nullable String readQueueSetting(Path device) throws IOException {
        for (Path directory = device; directory != null; directory = directory.getParent()) {
            Path setting = directory.resolve("queue/logical_block_size");
            if (Files.exists(setting)) {
                return Files.readString(setting);
            }
        }
        return null;
    }
}
