package dev.smc.core.internal.image;

import dev.smc.api.error.ErrorCode;
import dev.smc.api.error.SourceReadException;
import dev.smc.core.internal.image.archive.Archives;
import dev.smc.core.internal.image.archive.DiskContents;
import dev.smc.core.internal.image.archive.Unpacking;
import dev.smc.core.internal.image.file.CopyListener;
import dev.smc.core.internal.image.file.DiskFormat;
import dev.smc.core.internal.image.file.ImageFile;
import dev.smc.spi.disk.BlockSource;
import java.nio.file.Path;
import java.util.List;

/** Opens disk image files and block devices as block sources. */
public final class DiskImages {
    private static final DiskContents CONTENTS = new DiskContents() {
        @Override
        public DiskFormat format(ImageFile file) {
            return FormatDetector.detect(file);
        }

        @Override
        public BlockSource open(ImageFile file) {
            return ImageChain.openAlone(file, format(file));
        }
    };

    private DiskImages() {}

    /** As {@link #open(Path, Unpacking, boolean)}; what must be unpacked for it is unpacked in the system's directory for temporary files. */
    public static BlockSource open(Path path) {
        return open(path, new Unpacking(Path.of(System.getProperty("java.io.tmpdir")), CopyListener.NONE), false);
    }

    /**
     * Opens a disk read-only; its format is told from its content, never from its name. A disk in an archive is chosen by its name,
     * as in {@code appliance.ova#disk2.vmdk}; if it is the only one, the archive is enough.
     *
     * <p>An image may name one behind it, anywhere in the file system; it is opened too. Only give images that are trusted in
     * that respect. Images in archives may not.
     *
     * @param unpacking used for what is compressed
     * @param direct whether to read past the system's page cache, where that is possible; not what an image has behind it
     * @throws SourceReadException if it cannot be opened; with code {@code DISK_UNSUPPORTED} if its format is known but not
     *     supported, or a disk in an archive must be chosen
     * @throws dev.smc.api.error.CorruptDiskException if the structures of its format are damaged
     * @throws dev.smc.api.error.TargetWriteException if it cannot be unpacked for want of space
     */
    public static BlockSource open(Path path, Unpacking unpacking, boolean direct) {
        PackedPath packed = PackedPath.of(path);
        ImageFile file = ImageFile.open(packed.file(), direct);
        try {
            DiskFormat format = FormatDetector.detect(file);
            if (isPacked(format)) {
                return Archives.open(file, format, packed.disk(), unpacking, CONTENTS);
            }
            if (packed.disk() != null) {
                throw new SourceReadException(
                        ErrorCode.SOURCE_UNREADABLE,
                        path + " does not exist, and " + packed.file() + " is no archive",
                        "check the path");
            }
            return new ImageChain().open(file, format);
        } catch (Throwable e) {
            file.close();
            throw e;
        }
    }

    private static boolean isPacked(DiskFormat format) {
        return format == DiskFormat.TAR || format == DiskFormat.GZIP || format == DiskFormat.OVF;
    }

    /**
     * Returns the paths of all disks that a path leads to, the system disk first: several if it is an archive of several, else just
     * the path.
     *
     * @throws SourceReadException if it cannot be read
     * @throws dev.smc.api.error.CorruptDiskException if it is an archive that is damaged
     */
    public static List<Path> disks(Path path) {
        PackedPath packed = PackedPath.of(path);
        if (packed.disk() != null) {
            return List.of(path);
        }
        try (ImageFile file = ImageFile.open(path)) {
            DiskFormat format = FormatDetector.detect(file);
            List<String> names = isPacked(format) ? Archives.names(file, format) : List.of();
            return names.size() <= 1
                    ? List.of(path)
                    : names.stream().map(packed::of).toList();
        }
    }

    /**
     * Opens a raw disk read-only, whatever its content looks like: a guest decides what the first bytes of its disk are.
     *
     * @throws SourceReadException if it cannot be opened
     */
    public static BlockSource openRaw(Path path) {
        return new ImageChain().open(path, DiskFormat.RAW);
    }
}
