package dev.smc.transfer.internal.sender;

import dev.smc.spi.disk.AllocationMap;
import dev.smc.spi.disk.BlockSource;
import dev.smc.spi.disk.Extent;
import java.nio.ByteBuffer;

/** Reads what is in use of a range; the rest becomes zeros. */
final class ChunkReader {
    private static final ByteBuffer ZEROS = ByteBuffer.allocateDirect(64 << 10).asReadOnlyBuffer();

    private ChunkReader() {}

    /** Fills {@code out}, from its start, with the content of a range, and makes it ready to be read. */
    static void read(BlockSource source, AllocationMap used, long offset, int length, ByteBuffer out) {
        out.clear();
        for (Extent extent : used.extents(offset, length)) {
            int from = (int) (extent.offset() - offset);
            zero(out, from - out.position());
            source.read(extent.offset(), out.limit(from + (int) extent.length()));
            out.limit(out.capacity());
        }
        zero(out, length - out.position());
        out.flip();
    }

    private static void zero(ByteBuffer out, int length) {
        for (int left = length; left > 0; ) {
            int part = Math.min(left, ZEROS.capacity());
            out.put(ZEROS.slice(0, part));
            left -= part;
        }
    }
}
