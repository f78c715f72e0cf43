package dev.smc.core.internal.image.vmdk;

import dev.smc.api.error.CorruptDiskException;
import dev.smc.core.internal.image.file.ImageFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Opens sparse extents of all kinds, told apart by their magic numbers. */
final class SparseExtents {
    private SparseExtents() {}

    /** Returns the first four bytes of a file as a number, or 0 if it has fewer. */
    static int magic(ImageFile file) {
        return file.size() < Integer.BYTES ? 0 : read(file, 0, Integer.BYTES).getInt(0);
    }

    /**
     * Opens an extent; the file belongs to what is returned.
     *
     * @param cachedTables how many grain tables to keep at most
     */
    static GrainMap open(ImageFile file, int cachedTables) {
        return switch (magic(file)) {
            case HostedHeader.MAGIC -> HostedExtent.open(file, HostedHeader.read(file), cachedTables);
            case CowdExtent.MAGIC -> CowdExtent.open(file, cachedTables);
            case SeSparseExtent.MAGIC -> SeSparseExtent.open(file, cachedTables);
            default ->
                throw new CorruptDiskException(
                        file.location(),
                        0,
                        "magic 0x" + Integer.toHexString(magic(file)),
                        "a sparse extent of a VMDK: KDMV, COWD or seSparse");
        };
    }

    /** Returns a piece of a file in little-endian order. */
    static ByteBuffer read(ImageFile file, long offset, int length) {
        if (offset > file.size() - length) {
            throw file.truncated(offset + length);
        }
        ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        file.read(offset, bytes);
        return bytes.flip();
    }
}
