package dev.smc.core.internal.image.file;

import dev.smc.spi.disk.BlockSource;
import dev.smc.spi.disk.Extent;
import java.nio.ByteBuffer;

/** Reads a disk from start to end and finds the blocks that are not zeros. Not thread-safe. */
public final class DataScanner {
    private static final long WINDOW = 1L << 30;
    private static final int PIECE = 2 << 20;

    private final BlockSource source;
    private final int blockSize;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(PIECE);

    /** Takes runs of blocks. */
    public interface Sink {
        /**
         * Takes blocks that hold data.
         *
         * @param offset of the disk, a multiple of the block size
         * @param data whole blocks, only the disk's last one may be shorter; valid during the call
         */
        void accept(long offset, ByteBuffer data);
    }

    /**
     * Scans by blocks.
     *
     * @param blockSize a power of two up to 2 MiB
     */
    public DataScanner(BlockSource source, int blockSize) {
        this.source = source;
        this.blockSize = blockSize;
    }

    public void scan(Sink sink, CopyListener listener) {
        long size = source.size();
        for (long window = 0; window < size; window += WINDOW) {
            long done = window;
            for (Extent extent : source.extents(window, Math.min(WINDOW, size - window))) {
                if (extent.isData()) {
                    // Blocks are read whole, and no block twice: an earlier extent may have ended inside the same one.
                    long start = Math.max(done, extent.offset() - extent.offset() % blockSize);
                    done = Math.min(size, roundUp(extent.end()));
                    scanRange(start, done, sink, listener);
                }
            }
            listener.copied(Math.min(size, window + WINDOW), size);
        }
    }

    private long roundUp(long offset) {
        return offset > Long.MAX_VALUE - blockSize ? Long.MAX_VALUE : (offset + blockSize - 1) / blockSize * blockSize;
    }

    private void scanRange(long start, long end, Sink sink, CopyListener listener) {
        for (long position = start; position < end; position += buffer.limit()) {
            buffer.clear().limit((int) Math.min(PIECE, end - position));
            source.read(position, buffer);
            passOnData(position, buffer, blockSize, sink);
            listener.copied(position + buffer.limit(), source.size());
        }
    }

    /**
     * Passes on what is not zeros.
     *
     * @param position of the blocks on the disk
     * @param blocks whole blocks from index 0 to the limit; only the disk's last one may be shorter
     */
    public static void passOnData(long position, ByteBuffer blocks, int blockSize, Sink sink) {
        int length = blocks.limit();
        int runStart = -1;
        for (int block = 0; block < length; block += blockSize) {
            boolean zero = Zeros.isZero(blocks, block, Math.min(blockSize, length - block));
            if (!zero && runStart < 0) {
                runStart = block;
            } else if (zero && runStart >= 0) {
                sink.accept(position + runStart, blocks.slice(runStart, block - runStart));
                runStart = -1;
            }
        }
        if (runStart >= 0) {
            sink.accept(position + runStart, blocks.slice(runStart, length - runStart));
        }
    }
}
