package dev.smc.core.internal.cloud.local;

import dev.smc.api.model.SkippedItem;
import dev.smc.core.internal.image.DiskImages;
import dev.smc.core.internal.image.file.RawTarget;
import dev.smc.core.internal.tool.Programs;
import dev.smc.spi.cloud.FileSystemGrowth;
import dev.smc.spi.disk.BlockSource;
import dev.smc.spi.disk.BlockTarget;
import dev.smc.spi.disk.Extent;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes file systems of a raw disk as large as their partitions. Each is taken out to a file of its own, made larger there, checked,
 * and only then put back, so one that fails stays as it was.
 */
final class Growth {
    private static final int PIECE = 1 << 20;
    private static final long WINDOW = 1L << 30;

    private final GrowingTools tools;
    private final DurableFiles files;
    private final List<Integer> grown = new ArrayList<>();
    private final List<SkippedItem> notGrown = new ArrayList<>();

    Growth(GrowingTools tools, DurableFiles files) {
        this.tools = tools;
        this.files = files;
    }

    /**
     * Makes file systems larger.
     *
     * @param disk the number of the disk, for messages
     * @param raw its file, which nobody else uses; what lies beside it may be used
     */
    void grow(int disk, Path raw, List<FileSystemGrowth> growths) throws IOException {
        for (FileSystemGrowth growth : growths) {
            Path file = raw.resolveSibling("partition.raw");
            Path work = raw.resolveSibling("mount");
            try {
                takeOut(raw, growth, file);
                files.createDirectory(work);
                tools.grow(growth.content(), file, work);
                putBack(file, growth, raw);
                grown.add(growth.partition());
            } catch (Programs.FailedException e) {
                notGrown.add(
                        SkippedItem.of(s -> s.name("growth of partition " + growth.partition() + " of disk " + disk)
                                .reason("its " + growth.content() + " could not be made larger and is as it was: "
                                        + e.getMessage() + "; make it larger in the guest")));
            } finally {
                files.delete(file);
                files.delete(work);
            }
        }
    }

    private static void takeOut(Path raw, FileSystemGrowth growth, Path file) {
        try (BlockSource from = DiskImages.openRaw(raw);
                BlockTarget to = RawTarget.create(file, growth.sizeBytes())) {
            copy(from, growth.startBytes(), to, 0, growth.sizeBytes());
        }
    }

    private static void putBack(Path file, FileSystemGrowth growth, Path raw) {
        try (BlockSource from = DiskImages.openRaw(file);
                BlockTarget to = RawTarget.open(raw)) {
            to.zero(growth.startBytes(), growth.sizeBytes());
            copy(from, 0, to, growth.startBytes(), growth.sizeBytes());
            to.force();
        }
    }

    private static void copy(BlockSource from, long start, BlockTarget to, long target, long length) {
        ByteBuffer piece = ByteBuffer.allocateDirect(PIECE);
        for (long window = 0; window < length; window += WINDOW) {
            for (Extent extent : from.extents(start + window, Math.min(WINDOW, length - window))) {
                for (long offset = extent.offset(); extent.isData() && offset < extent.end(); offset += PIECE) {
                    piece.clear().limit((int) Math.min(PIECE, extent.end() - offset));
                    from.read(offset, piece);
                    to.write(offset - start + target, piece.flip());
                }
            }
        }
    }

    List<Integer> grown() {
        return grown;
    }

    List<SkippedItem> notGrown() {
        return notGrown;
    }
}
