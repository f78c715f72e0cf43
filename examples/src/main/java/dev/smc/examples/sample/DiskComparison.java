package dev.smc.examples.sample;

import dev.smc.spi.disk.AllocationMap;
import dev.smc.spi.disk.Extent;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/** Compares a raw image with its source: equal where the source is in use, zeros elsewhere. */
final class DiskComparison {
    private static final int PIECE = 1 << 20;

    private final FileChannel source;
    private final FileChannel image;
    private final ByteBuffer expected = ByteBuffer.allocateDirect(PIECE);
    private final ByteBuffer found = ByteBuffer.allocateDirect(PIECE);
    private final ByteBuffer zeros = ByteBuffer.allocateDirect(PIECE);

    private DiskComparison(FileChannel source, FileChannel image) {
        this.source = source;
        this.image = image;
    }

    static SampleDisk.Comparison compare(Path sourceFile, Path imageFile, AllocationMap used) throws IOException {
        try (FileChannel source = FileChannel.open(sourceFile);
                FileChannel image = FileChannel.open(imageFile)) {
            if (image.size() != used.size()) {
                throw new IllegalStateException(
                        imageFile + " has " + image.size() + " bytes; its source has " + used.size());
            }
            DiskComparison comparison = new DiskComparison(source, image);
            long position = 0;
            for (Extent extent : used.extents()) {
                comparison.check(position, extent.offset(), false);
                comparison.check(extent.offset(), extent.end(), true);
                position = extent.end();
            }
            comparison.check(position, used.size(), false);
            return new SampleDisk.Comparison(used.usedBytes(), used.size() - used.usedBytes());
        }
    }

    private void check(long from, long to, boolean inUse) throws IOException {
        for (long position = from; position < to; position += PIECE) {
            int length = (int) Math.min(PIECE, to - position);
            read(image, position, found.clear().limit(length));
            if (inUse) {
                read(source, position, expected.clear().limit(length));
            }
            int at = found.mismatch(inUse ? expected : zeros.clear().limit(length));
            if (at >= 0) {
                throw new IllegalStateException("byte " + (position + at) + " of the image, in "
                        + (inUse ? "a used" : "a free") + " extent, is " + found.get(at) + "; expected "
                        + (inUse ? expected.get(at) : 0));
            }
        }
    }

    private static void read(FileChannel channel, long position, ByteBuffer target) throws IOException {
        while (target.hasRemaining()) {
            int n = channel.read(target, position + target.position());
            if (n < 0) {
                throw new EOFException("end of file at byte " + (position + target.position()));
            }
        }
        target.flip();
    }
}
