package dev.smc.core.internal.image.vdi;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.smc.core.internal.image.ImageFuzz;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a file holds, only the errors of this library come out, in little time and memory. */
class VdiFuzzTest {
    private static final int INTERESTING = 0x240;

    @TempDir
    private static Path directory;

    @FuzzTest(maxDuration = "10m")
    void openAndRead_ofAnyBytes_failsCleanlyIfAtAll(byte[] content) throws IOException {
        ImageFuzz.openAndRead(Files.write(directory.resolve("disk"), content));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void openAndRead_ofDamagedImages_failsCleanlyIfAtAll(long seed) throws IOException {
        SplittableRandom random = new SplittableRandom(seed);
        int type = random.nextBoolean() ? VdiFixture.DYNAMIC : VdiFixture.DIFFERENCING;
        byte[] image = Files.readAllBytes(new VdiFixture(type, 512, random.nextInt(2) * 512, 10_000)
                .block(3, new byte[] {1})
                .block(2, new byte[] {2})
                .zeros(1)
                .write(directory.resolve("seed")));
        for (int i = 0; i < 30; i++) {
            byte[] damaged = image.clone();
            for (int change = random.nextInt(1, 4); change > 0; change--) {
                damaged[random.nextInt(0x40, INTERESTING)] = (byte) random.nextInt();
            }
            ImageFuzz.openAndRead(Files.write(directory.resolve("disk"), damaged));
        }
    }
}
