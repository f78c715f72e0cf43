package dev.smc.core.internal.image.vdi;

import dev.smc.core.internal.image.file.BlockMap;
import dev.smc.core.internal.image.file.ExtentList;
import dev.smc.core.internal.image.file.ImageFile;
import dev.smc.core.internal.image.file.PagedTable;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Where the blocks of a VDI image are. The position of a run is that in the file. Thread-safe. */
final class VdiMap implements BlockMap {
    private static final long UNALLOCATED = 0xffff_ffffL;
    private static final long DISCARDED = 0xffff_fffeL;

    private final ImageFile file;
    private final VdiHeader header;
    private final PagedTable blocks;

    VdiMap(ImageFile file, VdiHeader header) {
        this.file = file;
        this.header = header;
        this.blocks = new PagedTable(
                file::read, header.mapOffset(), header.neededBlocks() * Integer.BYTES, ByteOrder.LITTLE_ENDIAN);
    }

    @Override
    public Run run(long offset, long length) {
        long end = offset + length;
        Kind kind = kind(offset);
        long position = position(kind, offset);
        long covered = blockEnd(offset);
        while (covered < end
                && kind(covered) == kind
                && (kind != Kind.DATA || position(kind, covered) == position + covered - offset)) {
            covered = blockEnd(covered);
        }
        return new Run(kind, Math.min(end, covered) - offset, position);
    }

    private long blockEnd(long offset) {
        return offset - offset % header.blockSize() + header.blockSize();
    }

    private Kind kind(long offset) {
        long block = blocks.u32(offset / header.blockSize());
        return block == UNALLOCATED ? Kind.BACKING : block == DISCARDED ? Kind.ZERO : Kind.DATA;
    }

    private long position(Kind kind, long offset) {
        if (kind != Kind.DATA) {
            return 0;
        }
        long number = blocks.u32(offset / header.blockSize());
        long inBlock = offset % header.blockSize();
        long start =
                header.dataOffset() + number * (header.extraSize() + (long) header.blockSize()) + header.extraSize();
        // The last block of a file may be cut where the disk ends.
        long needed = Math.min(header.blockSize(), header.size() - (offset - inBlock));
        if (start > file.size() - needed) {
            throw file.truncated(start + needed);
        }
        return start + inBlock;
    }

    @Override
    public void read(Run run, long offset, ByteBuffer target) {
        file.read(run.position(), target);
    }

    @Override
    public void addExtents(Run run, long offset, ExtentList extents) {
        file.addExtents(run.position(), run.length(), offset, extents);
    }

    @Override
    public void close() {
        file.close();
    }
}
