package dev.smc.core.internal.image.vhdx;

import dev.smc.core.internal.image.file.Backing;
import dev.smc.core.internal.image.file.ImageFile;
import dev.smc.core.internal.image.file.ImageOpener;
import dev.smc.core.internal.image.file.MappedSource;
import dev.smc.spi.disk.BlockSource;

/** Opens VHDX images with the images behind them. */
public final class VhdxSource {
    private VhdxSource() {}

    /**
     * Opens an image; the file belongs to what is returned.
     *
     * @throws dev.smc.api.error.SourceReadException if it cannot be read, has features that are not supported, or its parent is
     *     missing
     * @throws dev.smc.api.error.CorruptDiskException if it is damaged
     */
    public static BlockSource open(ImageFile file, ImageOpener opener) {
        VhdxHeader header = VhdxHeader.read(file);
        ReplayedFile replayed = ReplayedFile.open(file, header);
        VhdxRegions regions = VhdxRegions.read(replayed, header);
        VhdxMetadata metadata = VhdxMetadata.read(replayed, regions.metadata());
        VhdxMap map = new VhdxMap(replayed, regions, metadata);
        Backing backing = metadata.locator() == null
                ? Backing.NONE
                : VhdxParent.open(file, metadata.locator(), metadata.sectorSize(), opener);
        return new MappedSource(file.location(), "vhdx", metadata.size(), metadata.sectorSize(), map, backing);
    }
}
