package dev.smc.core.internal.image.qcow2;

import dev.smc.core.internal.image.file.Backing;
import dev.smc.core.internal.image.file.ImageFile;
import dev.smc.core.internal.image.file.ImageOpener;
import dev.smc.core.internal.image.file.MappedSource;
import dev.smc.spi.disk.BlockSource;

/** Opens qcow2 images with the images behind them. Internal snapshots are ignored: what counts is the active state. */
public final class Qcow2Source {
    private static final int SECTOR_SIZE = 512;

    private Qcow2Source() {}

    /**
     * Opens an image; the file belongs to what is returned.
     *
     * @throws dev.smc.api.error.SourceReadException if it cannot be read, or has features that are not supported
     * @throws dev.smc.api.error.CorruptDiskException if it is damaged
     */
    public static BlockSource open(ImageFile file, ImageOpener opener) {
        Qcow2Header header = Qcow2HeaderReader.read(file);
        Qcow2Neighbours neighbours = new Qcow2Neighbours(file, header);
        ImageFile data = neighbours.openData();
        try {
            Qcow2Map map = new Qcow2Map(file, data, header);
            Backing backing = neighbours.openBacking(opener);
            return new MappedSource(file.location(), "qcow2", header.size(), SECTOR_SIZE, map, backing);
        } catch (Throwable e) {
            data.close();
            throw e;
        }
    }
}
