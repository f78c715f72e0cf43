package dev.smc.core.internal.image.vhd;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.smc.core.internal.image.ImageFuzz;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * However an image is changed, only the errors of this library come out, in little time and memory. Checksums are then made right,
 * since they would be found wrong before all else.
 */
class VhdFuzzTest {
    private static final int FOOTER = 512;
    private static final int HEADER = 1024;
    private static final int SIZE = 20 << 10;

    @TempDir
    private static Path directory;

    private static byte[] dynamic;
    private static byte[] differencing;

    @BeforeAll
    static void makeImages() throws IOException {
        UUID id = new UUID(1, 2);
        dynamic = Files.readAllBytes(new VhdFixture(VhdFixture.DYNAMIC, 4096, SIZE)
                .id(id)
                .block(3, new byte[512])
                .block(2, new byte[1024])
                .write(directory.resolve("parent.vhd")));
        differencing = Files.readAllBytes(new VhdFixture(VhdFixture.DIFFERENCING, 4096, SIZE)
                .parent(id, 5, "parent.vhd")
                .locator("W2ru", ".\\parent.vhd".getBytes(StandardCharsets.UTF_16LE))
                .locator("MacX", "file:///x/parent.vhd".getBytes(StandardCharsets.UTF_8))
                .block(1, new byte[512])
                .block(0, new byte[2048])
                .write(directory.resolve("disk")));
    }

    @FuzzTest(maxDuration = "10m")
    void openAndRead_ofAChangedImage_failsCleanlyIfAtAll(byte[] input) throws IOException {
        byte[] image = (input.length % 2 == 0 ? dynamic : differencing).clone();
        ByteBuffer bytes = ByteBuffer.wrap(image);
        int end = image.length - FOOTER;
        ImageFuzz.change(bytes, new int[] {0, FOOTER, FOOTER + 576, VhdFixture.TABLE, end}, input);
        VhdFixture.putChecksum(bytes, 0, FOOTER, VhdFooter.CHECKSUM);
        VhdFixture.putChecksum(bytes, FOOTER, HEADER, VhdFixture.HEADER_CHECKSUM);
        VhdFixture.putChecksum(bytes, end, FOOTER, VhdFooter.CHECKSUM);
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
