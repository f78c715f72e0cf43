package dev.smc.core.internal.image.vmdk;

import dev.smc.api.error.CorruptDiskException;
import dev.smc.core.internal.image.file.Backing;
import dev.smc.core.internal.image.file.BlockMap;
import dev.smc.core.internal.image.file.ImageFile;
import dev.smc.core.internal.image.file.ImageOpener;
import dev.smc.core.internal.image.file.MappedSource;
import dev.smc.spi.disk.BlockSource;

/**
 * Opens VMDK images of every kind: one file with its descriptor inside, or a descriptor beside its extents; each of them may
 * stand on a chain of parents.
 */
public final class VmdkSource {
    private static final int SECTOR_SIZE = HostedHeader.SECTOR;
    private static final int CACHED_TABLES = 256;

    private VmdkSource() {}

    /**
     * Opens an image; the file belongs to what is returned.
     *
     * @throws dev.smc.api.error.SourceReadException if it, an extent or a parent cannot be read, or has features that are not
     *     supported
     * @throws CorruptDiskException if it is damaged
     */
    public static BlockSource open(ImageFile file, ImageOpener opener) {
        Descriptor descriptor = Descriptor.of(file);
        if (SparseExtents.magic(file) == HostedHeader.MAGIC) {
            HostedHeader header = HostedHeader.read(file);
            if (header.capacity() > 0) {
                requireOneExtent(file, descriptor);
                GrainMap extent = HostedExtent.open(file, header, CACHED_TABLES);
                return open(file, extent.size(), extent, descriptor, opener);
            }
        }
        ExtentSequence extents = ExtentFiles.open(file, descriptor);
        BlockSource source = open(file, extents.size(), extents, descriptor, opener);
        file.close();
        return source;
    }

    private static BlockSource open(
            ImageFile file, long size, BlockMap map, Descriptor descriptor, ImageOpener opener) {
        try {
            Backing parent = ParentImage.open(file, descriptor, opener);
            return new MappedSource(file.location(), "vmdk", size, SECTOR_SIZE, map, parent);
        } catch (Throwable e) {
            map.close();
            throw e;
        }
    }

    private static void requireOneExtent(ImageFile file, Descriptor descriptor) {
        int extents = descriptor.extents().size();
        if (extents > 1) {
            throw new CorruptDiskException(
                    file.location(), 0, "a descriptor of " + extents + " extents inside one of them", "one extent");
        }
    }
}
