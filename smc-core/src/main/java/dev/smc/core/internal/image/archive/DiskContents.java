package dev.smc.core.internal.image.archive;

import dev.smc.core.internal.image.file.DiskFormat;
import dev.smc.core.internal.image.file.ImageFile;
import dev.smc.spi.disk.BlockSource;

/** Understands what is in an archive. */
public interface DiskContents {
    /** Returns the format that a file has by its content. */
    DiskFormat format(ImageFile file);

    /** Opens a disk image that stands on no other file; the file belongs to what is returned. */
    BlockSource open(ImageFile file);
}
