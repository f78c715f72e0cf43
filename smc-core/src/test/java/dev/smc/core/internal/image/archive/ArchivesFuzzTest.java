package dev.smc.core.internal.image.archive;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.smc.api.error.MigrationException;
import dev.smc.core.internal.image.DiskImages;
import dev.smc.core.internal.image.ImageFuzz;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever an archive holds, only the errors of this library come out, in little time and memory. */
class ArchivesFuzzTest {
    private static final int BLOCK = TarFixture.BLOCK;
    private static final int MAGIC = 257;

    @TempDir
    private static Path directory;

    @FuzzTest(maxDuration = "10m")
    void openAndRead_ofAnyTarArchive_failsCleanlyIfAtAll(byte[] content) throws IOException {
        byte[] tar = asTar(content);
        openAndRead(Files.write(directory.resolve("x.tar"), tar));
        Path packed = directory.resolve("x.tar.gz");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(packed))) {
            out.write(tar);
        }
        openAndRead(packed);
    }

    private static void openAndRead(Path archive) {
        checkFailure(() -> DiskImages.disks(archive).forEach(ImageFuzz::openAndRead));
    }

    private static void checkFailure(Runnable call) {
        try {
            call.run();
        } catch (MigrationException expected) {
            if (expected.getMessage() == null || expected.getMessage().isBlank()) {
                throw new AssertionError("an error without a message", expected);
            }
        }
    }

    /** Makes a header of the first block, and the checksums of all headers right: no fuzzer finds these. */
    private static byte[] asTar(byte[] content) {
        byte[] tar = Arrays.copyOf(content, Math.max(BLOCK, content.length));
        TarFixture.put(tar, MAGIC, "ustar");
        for (int at = 0; at + BLOCK <= tar.length; at += BLOCK) {
            if (new String(tar, at + MAGIC, 5, StandardCharsets.ISO_8859_1).equals("ustar")) {
                byte[] header = TarFixture.checked(Arrays.copyOfRange(tar, at, at + BLOCK));
                System.arraycopy(header, 0, tar, at, BLOCK);
            }
        }
        return tar;
    }

    @FuzzTest(maxDuration = "10m")
    void openAndRead_ofAnyGzipFile_failsCleanlyIfAtAll(byte[] content) throws IOException {
        byte[] packed = Arrays.copyOf(content, Math.max(3, content.length));
        packed[0] = 0x1f;
        packed[1] = (byte) 0x8b;
        packed[2] = 8;
        openAndRead(Files.write(directory.resolve("x.gz"), packed));
    }

    @FuzzTest(maxDuration = "10m")
    void disks_ofAnyOvfDescriptor_failCleanlyIfAtAll(byte[] content) {
        checkFailure(() -> OvfDescriptor.disks("x.ovf", content));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void openAndRead_ofDamagedArchives_failsCleanlyIfAtAll(long seed) throws IOException {
        SplittableRandom random = new SplittableRandom(seed);
        byte[] archive = new TarFixture()
                .pax("path=long.raw", "size=700")
                .file("a.raw", new byte[700])
                .pax("GNU.sparse.major=1", "GNU.sparse.minor=0", "GNU.sparse.realsize=5000")
                .file("b.raw", Arrays.copyOf("1\n1000\n700\n".getBytes(StandardCharsets.US_ASCII), BLOCK + 700))
                .pax("GNU.sparse.size=5000", "GNU.sparse.map=0,10,50,10")
                .file("c.raw", new byte[20])
                .bytes();
        for (int i = 0; i < 100; i++) {
            byte[] damaged =
                    Arrays.copyOf(archive, random.nextInt(4) == 0 ? random.nextInt(archive.length) : archive.length);
            for (int change = random.nextInt(1, 4); change > 0; change--) {
                int position = random.nextInt(archive.length / BLOCK) * BLOCK + random.nextInt(300);
                if (position < damaged.length) {
                    damaged[position] = (byte) (random.nextBoolean() ? random.nextInt() : random.nextInt('0', '9'));
                }
            }
            openAndRead(Files.write(directory.resolve("x.tar"), asTar(damaged)));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void disks_ofDamagedDescriptors_failCleanlyIfAtAll(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        byte[] xml = OvfFixture.appliance().getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < 200; i++) {
            byte[] damaged = xml.clone();
            for (int change = random.nextInt(1, 4); change > 0; change--) {
                damaged[random.nextInt(xml.length)] = (byte) random.nextInt(' ', 127);
            }
            disks_ofAnyOvfDescriptor_failCleanlyIfAtAll(damaged);
        }
    }
}
