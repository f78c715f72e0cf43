package dev.smc.core.internal.image.vdi;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.smc.core.internal.image.ImageFuzz;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** However an image is changed, only the errors of this library come out, in little time and memory. */
class VdiFuzzTest {
    private static final int SIZE = 10_000;

    @TempDir
    private static Path directory;

    private static byte[] dynamic;
    private static byte[] differencing;

    @BeforeAll
    static void makeImages() throws IOException {
        UUID id = new UUID(1, 2);
        dynamic = Files.readAllBytes(new VdiFixture(VdiFixture.DYNAMIC, 512, 512, SIZE)
                .ids(id, id)
                .block(3, new byte[] {1})
                .block(2, new byte[] {2})
                .zeros(1)
                .write(directory.resolve("parent.vdi")));
        differencing = Files.readAllBytes(new VdiFixture(VdiFixture.DIFFERENCING, 512, 0, SIZE)
                .parent(id, id)
                .block(7, new byte[] {1})
                .block(0, new byte[] {2})
                .zeros(2)
                .write(directory.resolve("disk")));
    }

    @FuzzTest(maxDuration = "10m")
    void openAndRead_ofAChangedImage_failsCleanlyIfAtAll(byte[] input) throws IOException {
        byte[] image = (input.length % 2 == 0 ? dynamic : differencing).clone();
        ImageFuzz.change(ByteBuffer.wrap(image), new int[] {0x40, 0x154, 0x188, VdiFixture.MAP}, input);
        ImageFuzz.openAndRead(Files.write(directory.resolve("disk"), image));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void openAndRead_ofRandomChanges_failsCleanlyIfAtAll(long seed) throws IOException {
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < 50; i++) {
            byte[] input = new byte[random.nextInt(5, 60)];
            random.nextBytes(input);
            for (int at = 1; at < input.length; at += 4) {
                input[at] = 0;
            }
            openAndRead_ofAChangedImage_failsCleanlyIfAtAll(input);
        }
    }
}
