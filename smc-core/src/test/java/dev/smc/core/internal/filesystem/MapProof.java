package dev.smc.core.internal.filesystem;

import static org.assertj.core.api.Assertions.assertThat;

import dev.smc.core.internal.disk.DiskRange;
import dev.smc.core.internal.image.DiskImages;
import dev.smc.core.internal.inspect.FileSystems;
import dev.smc.spi.disk.AllocationMap;
import dev.smc.spi.disk.BlockSource;
import dev.smc.spi.disk.Extent;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.BitSet;

/** Holds allocation maps against what others say of the same file systems. */
public final class MapProof {
    /** What maps and oracles are compared in. */
    public static final int SECTOR = 512;

    private static final int PIECE = 1 << 20;
    private static final byte GARBAGE = (byte) 0xa5;
    private static final int PERCENT = 100;

    private MapProof() {}

    /** Returns what we take a partition with the content of a file for. */
    public static FileSystem identify(Path image) {
        try (BlockSource disk = DiskImages.open(image)) {
            return FileSystems.identify(new DiskRange(disk, 0, disk.size()));
        }
    }

    /** Returns the map of a file system that must be understood. */
    public static AllocationMap map(Path image, String content) {
        FileSystem found = identify(image);
        assertThat(found.reason()).isEmpty();
        assertThat(found.content()).isEqualTo(content);
        return found.allocation().orElseThrow();
    }

    /**
     * Checks that nothing that is in use is called free, and that at most 1 % of the volume is called used that is free.
     *
     * @param used by sectors, what the oracle says
     */
    public static void check(AllocationMap map, BitSet used, long size) {
        BitSet mapped = new BitSet();
        map.extents().forEach(e -> mapped.set((int) (e.offset() / SECTOR), (int) ((e.end() + SECTOR - 1) / SECTOR)));
        BitSet lost = (BitSet) used.clone();
        lost.andNot(mapped);
        assertThat(lost).as("sectors in use that the map has not").isEqualTo(new BitSet());
        mapped.andNot(used);
        checkSlack((long) mapped.cardinality() * SECTOR, size);
    }

    /** Checks that the bytes called used that are free are at most 1 % of the volume. */
    public static void checkSlack(long slack, long size) {
        assertThat(slack).as("bytes called used that are free, of %d", size).isBetween(0L, size / PERCENT);
    }

    /** Writes a copy of an image in which all that its map calls free is garbage. */
    public static Path withGarbage(Path image, AllocationMap map, Path copy) throws IOException {
        try (FileChannel from = FileChannel.open(image, StandardOpenOption.READ);
                FileChannel to = FileChannel.open(
                        copy,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE)) {
            byte[] garbage = new byte[PIECE];
            Arrays.fill(garbage, GARBAGE);
            long size = Files.size(image);
            for (long offset = 0; offset < size; offset += PIECE) {
                to.write(ByteBuffer.wrap(garbage, 0, (int) Math.min(PIECE, size - offset)), offset);
            }
            for (Extent extent : map.extents()) {
                copy(from, to, extent.offset(), Math.min(extent.end(), size));
            }
        }
        return copy;
    }

    private static void copy(FileChannel from, FileChannel to, long start, long end) throws IOException {
        to.position(start);
        for (long offset = start; offset < end; ) {
            offset += from.transferTo(offset, end - offset, to);
        }
    }
}
