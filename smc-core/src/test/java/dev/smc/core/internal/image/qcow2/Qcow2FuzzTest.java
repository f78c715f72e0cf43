package dev.smc.core.internal.image.qcow2;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.smc.api.error.MigrationException;
import dev.smc.core.internal.image.DiskImages;
import dev.smc.spi.disk.BlockSource;
import dev.smc.spi.disk.Extent;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a file holds, only the errors of this library come out, in little time and memory. */
class Qcow2FuzzTest {
    private static final int LARGEST_READ = 1 << 20;
    private static final int MOST_EXTENTS_ASKED = 64;

    @TempDir
    private static Path directory;

    @FuzzTest
    void openAndRead_ofAnyBytes_failsCleanlyIfAtAll(byte[] content) throws IOException {
        openAndRead(content);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void openAndRead_ofDamagedImages_failsCleanlyIfAtAll(long seed) throws IOException {
        SplittableRandom random = new SplittableRandom(seed);
        byte[] data = new byte[4096];
        random.nextBytes(data);
        Arrays.fill(data, 0, 2000, (byte) 5);
        Path file = new Qcow2Fixture(random.nextInt(2, 4), 12, 20 * 4096)
                .data(0, data)
                .data(1, data)
                .compressed(3, data)
                .compressed(4, data)
                .write(directory.resolve("seed"));
        byte[] image = Files.readAllBytes(file);
        for (int i = 0; i < 30; i++) {
            byte[] damaged = Arrays.copyOf(image, random.nextInt(4) == 0 ? random.nextInt(image.length) : image.length);
            for (int change = random.nextInt(1, 4); change > 0; change--) {
                int[] starts = {0, 4096, 8192, 16384};
                int position = starts[random.nextInt(starts.length)] + random.nextInt(112);
                if (position < damaged.length && position > 3) {
                    damaged[position] = (byte) random.nextInt();
                }
            }
            openAndRead(damaged);
        }
    }

    private static void openAndRead(byte[] content) throws IOException {
        Path file = Files.write(directory.resolve("disk"), content);
        try (BlockSource source = DiskImages.open(file)) {
            int length = (int) Math.min(LARGEST_READ, source.size());
            source.read(0, ByteBuffer.allocate(length));
            source.read(source.size() - length, ByteBuffer.allocate(length));
            long window = 1L << 30;
            for (int i = 0; i < MOST_EXTENTS_ASKED && i * window < source.size(); i++) {
                long asked = Math.min(window, source.size() - i * window);
                long told = source.extents(i * window, asked).stream()
                        .mapToLong(Extent::length)
                        .sum();
                if (told != asked) {
                    throw new AssertionError("extents of " + told + " bytes for " + asked);
                }
            }
        } catch (MigrationException expected) {
            if (expected.getMessage() == null || expected.getMessage().isBlank()) {
                throw new AssertionError("an error without a message", expected);
            }
        }
    }
}
