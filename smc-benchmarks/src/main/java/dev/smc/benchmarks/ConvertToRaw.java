package dev.smc.benchmarks;

import dev.smc.core.internal.image.DiskImages;
import dev.smc.core.internal.image.file.CopyListener;
import dev.smc.core.internal.image.file.DataScanner;
import dev.smc.core.internal.image.file.RawTarget;
import dev.smc.core.internal.image.file.SparseCopy;
import dev.smc.spi.disk.BlockSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Does what {@code qemu-img convert -O raw} does, with this project's own code: {@code ConvertToRaw IMAGE RAW [durably]}. As
 * {@code qemu-img} does, it leaves it to the system when the file gets to stable storage; {@code durably} waits for that, as this
 * project always does when it copies a disk. Prints the seconds, without those of the virtual machine's start.
 */
public final class ConvertToRaw {
    private static final int BLOCK_SIZE = 4096;

    private ConvertToRaw() {}

    /** Converts. */
    public static void main(String[] args) throws IOException {
        long start = System.nanoTime();
        Path to = Path.of(args[1]);
        try (BlockSource source = DiskImages.open(Path.of(args[0]))) {
            if (args.length > 2) {
                SparseCopy.copy(source, to, CopyListener.NONE);
            } else {
                copy(source, to);
            }
        }
        System.out.printf("%.3f%n", (System.nanoTime() - start) / 1e9);
    }

    private static void copy(BlockSource source, Path to) throws IOException {
        Files.deleteIfExists(to);
        try (RawTarget target = RawTarget.create(to, source.size())) {
            new DataScanner(source, BLOCK_SIZE).scanInAnyOrder(target::write, CopyListener.NONE);
        }
    }
}
