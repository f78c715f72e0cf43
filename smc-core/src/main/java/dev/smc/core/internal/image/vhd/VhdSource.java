package dev.smc.core.internal.image.vhd;

import dev.smc.core.internal.image.file.Backing;
import dev.smc.core.internal.image.file.BlockMap;
import dev.smc.core.internal.image.file.ImageFile;
import dev.smc.core.internal.image.file.ImageOpener;
import dev.smc.core.internal.image.file.MappedSource;
import dev.smc.spi.disk.BlockSource;

/** Opens VHD images with the images behind them. */
public final class VhdSource {
    static final int SECTOR_SIZE = 512;

    private VhdSource() {}

    /**
     * Returns whether a file ends as a VHD image does. A fixed image is told by nothing else, since it starts as its guest likes;
     * so all of its footer must be right. A raw disk whose last sectors happen to hold a VHD file has another size than the
     * footer says, and stays a raw disk.
     */
    public static boolean endsInFooter(ImageFile file) {
        return VhdFooters.findAtEnd(file).isPresent();
    }

    /**
     * Opens an image; the file belongs to what is returned.
     *
     * @throws dev.smc.api.error.SourceReadException if it cannot be read, is of a kind that is not supported, or its parent is
     *     missing
     * @throws dev.smc.api.error.CorruptDiskException if it is damaged
     */
    public static BlockSource open(ImageFile file, ImageOpener opener) {
        VhdFooter footer = VhdFooters.find(file);
        long size = footer.diskSize();
        BlockMap map;
        Backing backing = Backing.NONE;
        if (footer.type() == VhdFooter.FIXED) {
            map = new VhdFixedMap(file, size);
        } else {
            VhdHeader header = VhdHeader.read(file, footer);
            map = new VhdMap(file, header, size);
            if (footer.type() == VhdFooter.DIFFERENCING) {
                backing = VhdParent.open(file, header, opener);
            }
        }
        return new MappedSource(file.location(), "vhd", size, SECTOR_SIZE, map, backing);
    }
}
