package dev.smc.core.internal.cloud.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.smc.api.model.Image;
import dev.smc.api.model.ImageFormat;
import dev.smc.spi.cloud.IntermediateInstance;
import dev.smc.testkit.RequiresTool;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** QEMU's opinion of the images. */
@RequiresTool("qemu-img")
class ImageFormatsTest {
    private static final long SIZE = 200L << 20;

    @TempDir
    private Path directory;

    @Test
    void createImage_qcow2AndRaw_areTheSameDiskToQemu() throws Exception {
        long seed = new Random().nextLong();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        try (TestCloud cloud = new TestCloud(directory)) {
            String disk = cloud.createDisk("disk", SIZE);
            IntermediateInstance instance = cloud.launch("instance", 1, disk);
            for (int i = 0; i < 40; i++) {
                byte[] bytes = new byte[1 + random.nextInt(300_000)];
                random.nextBytes(bytes);
                cloud.write(instance, (long) (random.nextDouble() * (SIZE - bytes.length)), bytes);
            }
            String snapshot = cloud.createSnapshot("snapshot", disk, false);

            Image raw = cloud.createImage("image1", "raw", ImageFormat.RAW, snapshot, SIZE);
            Image qcow2 = cloud.createImage("image2", "qcow2", ImageFormat.QCOW2, snapshot, SIZE);

            String rawFile = TestCloud.imageFile(raw).toString();
            String qcow2File = TestCloud.imageFile(qcow2).toString();
            assertThat(qemuImg("check", "-f", "qcow2", qcow2File)).contains("No errors were found on the image");
            assertThat(qemuImg("compare", "-f", "raw", "-F", "qcow2", rawFile, qcow2File))
                    .contains("Images are identical");
            assertThat(qemuImg(
                            "compare",
                            "-f",
                            "raw",
                            "-F",
                            "raw",
                            rawFile,
                            cloud.diskFile(disk).toString()))
                    .contains("Images are identical");
        }
    }

    @Test
    void createImage_guestWroteAnImageHeader_isStillItsRawDisk() throws Exception {
        try (TestCloud cloud = new TestCloud(directory)) {
            String disk = cloud.createDisk("disk");
            byte[] header = {'Q', 'F', 'I', (byte) 0xfb, 0, 0, 0, 3};
            cloud.write(cloud.launch("instance", 1, disk), 0, header);

            Image image =
                    cloud.createImage("image", "web", ImageFormat.QCOW2, cloud.createSnapshot("snapshot", disk, false));

            Path qcow2 = TestCloud.imageFile(image);
            assertThat(qemuImg(
                            "compare",
                            "-f",
                            "raw",
                            "-F",
                            "qcow2",
                            cloud.diskFile(disk).toString(),
                            qcow2.toString()))
                    .contains("Images are identical");
            assertThat(Files.size(qcow2)).isLessThan(TestCloud.SIZE);
        }
    }

    private static String qemuImg(String... arguments) throws Exception {
        String[] command = new String[arguments.length + 1];
        command[0] = "qemu-img";
        System.arraycopy(arguments, 0, command, 1, arguments.length);
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }
}
