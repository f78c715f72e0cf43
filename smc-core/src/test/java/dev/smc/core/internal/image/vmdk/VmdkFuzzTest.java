package dev.smc.core.internal.image.vmdk;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.smc.core.internal.image.ImageFuzz;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a file holds, only the errors of this library come out, in little time and memory. */
class VmdkFuzzTest {
    @TempDir
    private static Path directory;

    /** Extents and a parent for descriptors to name. */
    @BeforeAll
    static void makeExtents() throws IOException {
        byte[] grain = new byte[VmdkFixture.GRAIN];
        Arrays.fill(grain, (byte) 5);
        Files.write(directory.resolve("flat"), grain);
        new VmdkFixture(4 * VmdkFixture.GRAIN).grain(1, grain).write(directory.resolve("sparse"));
    }

    @FuzzTest(maxDuration = "10m")
    void openAndRead_ofAnyBytes_failsCleanlyIfAtAll(byte[] content) throws IOException {
        ImageFuzz.openAndRead(Files.write(directory.resolve("disk"), content));
    }

    @FuzzTest(maxDuration = "10m")
    void openAndRead_ofAnyDescriptor_failsCleanlyIfAtAll(byte[] lines) throws IOException {
        byte[] magic = "# Disk DescriptorFile\n".getBytes(StandardCharsets.US_ASCII);
        byte[] content = Arrays.copyOf(magic, magic.length + lines.length);
        System.arraycopy(lines, 0, content, magic.length, lines.length);
        ImageFuzz.openAndRead(Files.write(directory.resolve("disk"), content));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void openAndRead_ofDamagedImages_failsCleanlyIfAtAll(long seed) throws IOException {
        SplittableRandom random = new SplittableRandom(seed);
        byte[] grain = new byte[VmdkFixture.GRAIN];
        random.nextBytes(grain);
        VmdkFixture fixture = new VmdkFixture(8 * VmdkFixture.GRAIN);
        if (seed % 2 == 0) {
            fixture.compressed();
        }
        if (seed % 4 == 0) {
            fixture.footer();
        }
        byte[] image = fixture.grain(0, grain).grain(1, grain).grain(7, grain).bytes();
        int[] starts = {
            0,
            VmdkFixture.DESCRIPTOR,
            VmdkFixture.DIRECTORY,
            VmdkFixture.TABLES,
            VmdkFixture.TABLES + 2048,
            image.length - 1024
        };
        for (int i = 0; i < 50; i++) {
            byte[] damaged = Arrays.copyOf(image, random.nextInt(4) == 0 ? random.nextInt(image.length) : image.length);
            for (int change = random.nextInt(1, 4); change > 0; change--) {
                int position = starts[random.nextInt(starts.length)] + random.nextInt(112);
                if (position < damaged.length && position > 3) {
                    damaged[position] = (byte) random.nextInt();
                }
            }
            ImageFuzz.openAndRead(Files.write(directory.resolve("disk"), damaged));
        }
    }
}
