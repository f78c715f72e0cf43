package dev.smc.benchmarks;

import dev.smc.core.internal.image.DiskImages;
import dev.smc.core.internal.image.file.CopyListener;
import dev.smc.core.internal.image.file.SparseCopy;
import dev.smc.spi.disk.BlockSource;
import java.nio.file.Path;

/**
 * Does what {@code qemu-img convert -O raw} does, with this project's own code: {@code ConvertToRaw IMAGE RAW [TIMES]}. Prints the
 * seconds of every time; with the first one, those of the virtual machine's start are not among them.
 */
public final class ConvertToRaw {
    private ConvertToRaw() {}

    /** Converts. */
    public static void main(String[] args) {
        int times = args.length > 2 ? Integer.parseInt(args[2]) : 1;
        for (int i = 0; i < times; i++) {
            long start = System.nanoTime();
            try (BlockSource source = DiskImages.open(Path.of(args[0]))) {
                SparseCopy.copy(source, Path.of(args[1]), CopyListener.NONE);
            }
            System.out.printf("%.3f%n", (System.nanoTime() - start) / 1e9);
        }
    }
}
