package dev.smc.core.internal.image.qcow2;

import dev.smc.api.error.CorruptDiskException;
import dev.smc.core.internal.image.file.Backing;
import dev.smc.core.internal.image.file.DiskFormat;
import dev.smc.core.internal.image.file.ImageErrors;
import dev.smc.core.internal.image.file.ImageFile;
import dev.smc.core.internal.image.file.ImageOpener;
import dev.smc.core.internal.image.file.MappedSource;
import dev.smc.spi.disk.BlockSource;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Opens qcow2 images with the images behind them. Internal snapshots are ignored: what counts is the active state. */
public final class Qcow2Source {
    private static final Pattern PROTOCOL = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*:.*", Pattern.DOTALL);
    private static final String FILE_PROTOCOL = "file:";
    private static final int SECTOR_SIZE = 512;

    private Qcow2Source() {}

    /**
     * Opens an image; the file belongs to what is returned.
     *
     * @throws dev.smc.api.error.SourceReadException if it cannot be read, or has features that are not supported
     * @throws CorruptDiskException if it is damaged
     */
    public static BlockSource open(ImageFile file, ImageOpener opener) {
        Qcow2Header header = Qcow2Header.read(file);
        Qcow2Map map = new Qcow2Map(file, header);
        return new MappedSource(
                file.location(), "qcow2", header.size(), SECTOR_SIZE, map, openBacking(file, header, opener));
    }

    private static Backing openBacking(ImageFile file, Qcow2Header header, ImageOpener opener) {
        String name = header.backingFile();
        if (name == null) {
            return Backing.NONE;
        }
        return Backing.of(opener.open(backingPath(file, name), backingFormat(file, header.backingFormat())));
    }

    private static Path backingPath(ImageFile file, String name) {
        String path = name.startsWith(FILE_PROTOCOL) ? name.substring(FILE_PROTOCOL.length()) : name;
        if (PROTOCOL.matcher(path).matches()) {
            throw ImageErrors.unsupported(
                    file.location(), "has the backing file " + path + ", which is no path and not supported");
        }
        try {
            return file.path().resolveSibling(path);
        } catch (InvalidPathException e) {
            throw new CorruptDiskException(file.location(), 8, "backing file name '" + path + "'", "a path");
        }
    }

    private static @Nullable DiskFormat backingFormat(ImageFile file, @Nullable String format) {
        if (format == null) {
            return null;
        }
        return switch (format.toLowerCase(Locale.ROOT)) {
            case "raw", "file", "host_device" -> DiskFormat.RAW;
            case "qcow2" -> DiskFormat.QCOW2;
            default ->
                throw ImageErrors.unsupported(
                        file.location(), "has a backing file of format '" + format + "', which is not supported");
        };
    }
}
