package dev.smc.core.internal.image;

import dev.smc.api.error.CorruptDiskException;
import dev.smc.core.internal.image.file.DiskFormat;
import dev.smc.core.internal.image.file.ImageFile;
import dev.smc.core.internal.image.file.ImageOpener;
import dev.smc.core.internal.image.file.RawSource;
import dev.smc.core.internal.image.qcow2.Qcow2Source;
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
            enter(path);
            return switch (format == null ? FormatDetector.detect(file) : format) {
                case RAW -> new RawSource(file);
                case QCOW2 -> Qcow2Source.open(file, this);
                case VMDK -> VmdkSource.open(file, this);
            };
        } catch (Throwable e) {
            file.close();
            throw e;
        }
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
