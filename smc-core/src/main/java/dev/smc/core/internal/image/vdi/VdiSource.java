package dev.smc.core.internal.image.vdi;

import dev.smc.core.internal.image.file.Backing;
import dev.smc.core.internal.image.file.ImageFile;
import dev.smc.core.internal.image.file.ImageOpener;
import dev.smc.core.internal.image.file.MappedSource;
import dev.smc.spi.disk.BlockSource;

/**
 * Opens VDI images with the images behind them. That VirtualBox encrypted an image is written beside it only, in the machine's
 * settings, so it cannot be told here.
 */
public final class VdiSource {
    private static final int SECTOR_SIZE = 512;

    private VdiSource() {}

    /**
     * Opens an image; the file belongs to what is returned.
     *
     * @throws dev.smc.api.error.SourceReadException if it cannot be read, is of a kind that is not supported, or its parent is
     *     missing
     * @throws dev.smc.api.error.CorruptDiskException if it is damaged, or its parent was changed
     */
    public static BlockSource open(ImageFile file, ImageOpener opener) {
        VdiHeader header = VdiHeader.read(file);
        Backing backing = header.isDifferencing() ? VdiParent.open(file, header, opener) : Backing.NONE;
        return new MappedSource(file.location(), "vdi", header.size(), SECTOR_SIZE, new VdiMap(file, header), backing);
    }
}
