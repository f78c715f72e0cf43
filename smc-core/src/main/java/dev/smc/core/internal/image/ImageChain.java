package dev.smc.core.internal.image;

import dev.smc.api.error.CorruptDiskException;
import dev.smc.api.error.ErrorCode;
import dev.smc.api.error.SourceReadException;
import dev.smc.core.internal.image.file.DiskFormat;
import dev.smc.core.internal.image.file.ImageFile;
import dev.smc.core.internal.image.file.ImageOpener;
import dev.smc.core.internal.image.file.RawSource;
import dev.smc.core.internal.image.qcow2.Qcow2Source;
import dev.smc.core.internal.image.vdi.VdiSource;
import dev.smc.core.internal.image.vhd.VhdSource;
import dev.smc.core.internal.image.vhdx.VhdxSource;
import dev.smc.core.internal.image.vmdk.VmdkSource;
import dev.smc.spi.disk.BlockSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Opens an image and the images behind it. Not thread-safe. */
final class ImageChain implements ImageOpener {
    private static final int MOST_IMAGES = 200;

    private final Set<Path> opened = new LinkedHashSet<>();

    @Override
    public BlockSource open(Path path, @Nullable DiskFormat format) {
        ImageFile file = ImageFile.open(path);
        try {
            return open(file, format == null ? FormatDetector.detect(file) : format);
        } catch (Throwable e) {
            file.close();
            throw e;
        }
    }

    /** Opens an image; the file belongs to what is returned. */
    BlockSource open(ImageFile file, DiskFormat format) {
        enter(file.path());
        return open(file, format, this);
    }

    /** Opens an image of one file, which stands on no other; the file belongs to what is returned. */
    static BlockSource openAlone(ImageFile file, DiskFormat format) {
        return open(file, format, (path, backingFormat) -> {
            throw new SourceReadException(
                    ErrorCode.DISK_UNSUPPORTED,
                    file.location() + " stands on another image, " + path + "; in an archive only whole disks are read",
                    "unpack the archive and give the disk, if it is to be trusted with reading that file");
        });
    }

    private static BlockSource open(ImageFile file, DiskFormat format, ImageOpener opener) {
        return switch (format) {
            case RAW -> new RawSource(file);
            case QCOW2 -> Qcow2Source.open(file, opener);
            case VMDK -> VmdkSource.open(file, opener);
            case VDI -> VdiSource.open(file, opener);
            case VHD -> VhdSource.open(file, opener);
            case VHDX -> VhdxSource.open(file, opener);
            case TAR, GZIP, OVF ->
                throw new SourceReadException(
                        ErrorCode.DISK_UNSUPPORTED,
                        file.location() + " is an archive where a disk image is expected",
                        "unpack it and give the disk image inside");
        };
    }

    private void enter(Path path) {
        if (!opened.add(realPath(path))) {
            throw new CorruptDiskException(
                    path.toString(), 0, "a chain of backing files that leads back to this image", "a chain that ends");
        }
        if (opened.size() > MOST_IMAGES) {
            throw new CorruptDiskException(
                    path.toString(),
                    0,
                    "a chain of more than " + MOST_IMAGES + " backing files",
                    "at most " + MOST_IMAGES);
        }
    }

    private static Path realPath(Path path) {
        try {
            return path.toRealPath();
        } catch (IOException e) {
            return path.toAbsolutePath().normalize();
        }
    }
}
