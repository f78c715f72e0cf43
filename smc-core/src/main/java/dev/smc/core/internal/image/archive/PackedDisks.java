package dev.smc.core.internal.image.archive;

import dev.smc.core.internal.image.file.Backing;
import dev.smc.core.internal.image.file.DiskFormat;
import dev.smc.core.internal.image.file.ImageFile;
import dev.smc.core.internal.image.file.MappedSource;
import dev.smc.spi.disk.BlockSource;
import org.jspecify.annotations.Nullable;

/** Opens disks in archives: where they are if that is possible, unpacked if not. Thread-safe. */
final class PackedDisks {
    private static final int SECTOR_SIZE = 512;

    private final Unpacking unpacking;
    private final DiskContents contents;

    PackedDisks(Unpacking unpacking, DiskContents contents) {
        this.unpacking = unpacking;
        this.contents = contents;
    }

    BlockSource open(PackedDisk disk) {
        ImageFile stored = disk.stored().get();
        try {
            return open(stored, disk.sparse());
        } catch (Throwable e) {
            stored.close();
            throw e;
        }
    }

    private BlockSource open(ImageFile stored, @Nullable SparseMap sparse) {
        if (sparse == null && GzipInput.isGzip(stored)) {
            try (GzipInput in = new GzipInput(stored)) {
                return openUnpacked(stored, unpacker(stored).unpack(in, stored.location()));
            }
        }
        if (sparse == null) {
            return contents.open(stored);
        }
        if (isRaw(stored, sparse)) {
            return new MappedSource(
                    stored.location(),
                    "raw",
                    sparse.size(),
                    SECTOR_SIZE,
                    new SparseMember(stored, sparse),
                    Backing.NONE);
        }
        try (FileInput in = new FileInput(stored)) {
            return openUnpacked(stored, unpacker(stored).unpack(in, sparse, stored.location()));
        }
    }

    /**
     * The formats are told from the first and the last sector. If these are holes, what is stored shows others in their places, and
     * may look like a format that it is not; then it is unpacked for nothing, and found to be raw.
     */
    private boolean isRaw(ImageFile stored, SparseMap sparse) {
        return contents.format(stored) == DiskFormat.RAW
                && (sparse.pieces() == 0 || sparse.offset(0) > 0 || sparse.length(0) >= SECTOR_SIZE);
    }

    /** Opens what was unpacked, and closes where it came from. */
    BlockSource openUnpacked(ImageFile packed, ImageFile unpacked) {
        try {
            BlockSource source = contents.open(unpacked);
            packed.close();
            return source;
        } catch (Throwable e) {
            unpacked.close();
            throw e;
        }
    }

    Unpacker unpacker(ImageFile packed) {
        return new Unpacker(unpacking, packed.size());
    }
}
