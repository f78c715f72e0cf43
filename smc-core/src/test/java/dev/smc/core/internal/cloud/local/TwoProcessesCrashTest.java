package dev.smc.core.internal.cloud.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.smc.api.error.CloudException;
import dev.smc.api.model.Image;
import dev.smc.api.model.ImageFormat;
import dev.smc.api.model.ResourceType;
import dev.smc.core.internal.image.DiskImages;
import dev.smc.spi.cloud.CloudResource;
import dev.smc.spi.disk.BlockSource;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two processes on one directory, one of which is killed. */
class TwoProcessesCrashTest {
    private static final int KILLS = 4;

    @TempDir(factory = InMemory.class)
    private Path directory;

    @Test
    void launchInstance_diskAttachedByOtherProcess_isRefusedUntilThatIsKilled() throws Exception {
        try (OtherProcess other = OtherProcess.start("attach", directory.toString());
                TestCloud cloud = new TestCloud(directory)) {
            assertThat(other.nextLine()).isEqualTo("attached");
            String disk = Kind.DISK.id("disk");

            assertThatThrownBy(() -> cloud.launch("instance", 2, disk))
                    .isInstanceOf(CloudException.class)
                    .hasMessageContainingAll(disk, "attached");
            assertThatThrownBy(() -> cloud.delete(ResourceType.DISK, disk)).isInstanceOf(CloudException.class);
            other.kill();

            assertThat(cloud.launch("instance", 2, disk).address().getPort()).isPositive();
        }
    }

    @Test
    void launchInstance_whileOthersLookAtTheDisk_keepsItFromOtherProcesses() throws Exception {
        try (TestCloud cloud = new TestCloud(directory);
                TestCloud sameProcess = new TestCloud(directory)) {
            String disk = cloud.createDisk("disk");
            cloud.launch("instance", 1, disk);
            for (TestCloud looking : new TestCloud[] {cloud, sameProcess}) {
                looking.cloud.costToKeep(ResourceType.DISK, "local", disk);
                looking.createSnapshot("snapshot", disk, false);
                assertThatThrownBy(() -> looking.delete(ResourceType.DISK, disk))
                        .isInstanceOf(CloudException.class);
                assertThatThrownBy(() -> sameProcess.launch("instance", 1, disk))
                        .isInstanceOf(CloudException.class);
            }

            try (OtherProcess other = OtherProcess.start("attach", directory.toString())) {
                assertThat(other.nextLine()).contains(disk, "is attached");
            }
        }
    }

    @Test
    void churn_killedAtAnyInstant_losesNothingThatWasMadeAndLeavesNothingHalf() throws Exception {
        long seed = new Random().nextLong();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        Set<String> expected = new HashSet<>();
        for (int i = 0; i < KILLS; i++) {
            killAfter(random.nextInt(40), "run" + i + "x", expected);
            checkAll(expected);
        }
        assertThat(expected).isNotEmpty();
    }

    private void killAfter(int lines, String prefix, Set<String> expected) throws Exception {
        try (OtherProcess other = OtherProcess.start("churn", directory.toString(), prefix)) {
            for (int i = 0; i < lines; i++) {
                note(other.nextLine(), expected);
            }
            other.kill();
            for (String line = other.remainingLine(); line != null; line = other.remainingLine()) {
                note(line, expected);
            }
        }
    }

    private static void note(String line, Set<String> expected) {
        int space = line.indexOf(' ');
        String thing = line.substring(space + 1);
        if (line.startsWith("made ")) {
            expected.add(thing);
        } else if (line.startsWith("deleting ")) {
            expected.remove(thing);
        }
    }

    private void checkAll(Set<String> expected) throws Exception {
        try (TestCloud cloud = new TestCloud(directory)) {
            Set<String> found =
                    cloud.find().stream().map(TwoProcessesCrashTest::name).collect(Collectors.toSet());
            assertThat(found).containsAll(expected);
            for (Image image : cloud.images()) {
                checkContent(image);
            }
            try (Stream<Path> paths = Files.walk(directory)) {
                assertThat(paths)
                        .noneMatch(path -> path.getFileName().toString().startsWith(".tmp-"));
            }
            // Whatever the killed process was at can be finished or released.
            for (CloudResource resource : cloud.find()) {
                if (!expected.contains(name(resource))) {
                    cloud.delete(resource.type(), resource.id());
                }
            }
            assertThat(cloud.find().stream().map(TwoProcessesCrashTest::name))
                    .containsExactlyInAnyOrderElementsOf(expected);
        }
    }

    private static String name(CloudResource resource) {
        return resource.type().name().toLowerCase(Locale.ROOT) + " " + resource.clientToken();
    }

    private static void checkContent(Image image) {
        Path file = TestCloud.imageFile(image);
        ByteBuffer content = OtherProcess.content(image.name().substring("image-".length()));
        try (BlockSource source =
                image.format() == ImageFormat.RAW ? DiskImages.openRaw(file) : DiskImages.open(file)) {
            ByteBuffer read = ByteBuffer.allocate(content.remaining());
            source.read(0, read);
            assertThat(source.size()).isEqualTo(TestCloud.SIZE);
            assertThat(read.flip()).isEqualTo(content);
        }
    }
}
