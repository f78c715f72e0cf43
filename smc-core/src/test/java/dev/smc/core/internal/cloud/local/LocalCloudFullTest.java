package dev.smc.core.internal.cloud.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.smc.api.error.ErrorCode;
import dev.smc.api.error.MigrationException;
import dev.smc.api.error.TargetWriteException;
import dev.smc.api.model.Image;
import dev.smc.api.model.ImageFormat;
import dev.smc.api.model.ResourceType;
import dev.smc.spi.cloud.IntermediateInstance;
import dev.smc.testkit.RequiresTool;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file system without space: what fails says so and leaves nothing behind. */
class LocalCloudFullTest {
    private static final long SIZE = 8 << 20;

    @TempDir
    private Path directory;

    @Test
    void create_noSpaceForTheDescription_saysSoAndLeavesNothing() {
        try (TestCloud cloud = new TestCloud(directory, new FullFiles())) {
            assertThatThrownBy(() -> cloud.createDisk("disk"))
                    .asInstanceOf(type(TargetWriteException.class))
                    .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.TARGET_FULL))
                    .satisfies(e -> assertThat(e)
                            .hasMessageContaining(directory.resolve("disks").toString()))
                    .satisfies(e -> assertThat(e.remedy()).contains("free space"));
            assertThat(directory.resolve("disks")).isDirectoryNotContaining("glob:**/.tmp*");
            assertThat(cloud.find()).isEmpty();
        }
    }

    @Test
    void createSnapshot_noLinks_copies() throws Exception {
        try (TestCloud cloud = new TestCloud(directory, new LinklessFiles())) {
            String disk = cloud.createDisk("disk");
            String snapshot = cloud.createSnapshot("snapshot", disk, true);

            assertThat(cloud.snapshotFile(snapshot)).hasSize(TestCloud.SIZE);
            assertThat(Files.isSameFile(cloud.diskFile(disk), cloud.snapshotFile(snapshot)))
                    .isFalse();
        }
    }

    @Test
    void create_anyOtherFailure_saysWhatAndWhereAndLeavesNothing() {
        try (TestCloud cloud = new TestCloud(directory, new BrokenFiles())) {
            assertThatThrownBy(() -> cloud.createDisk("disk"))
                    .asInstanceOf(type(MigrationException.class))
                    .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.CLOUD_FAILED))
                    .satisfies(e -> assertThat(e)
                            .hasMessageContainingAll(Kind.DISK.id("disk"), directory.toString(), "Input/output error"));
            assertThat(directory.resolve("disks")).isDirectoryNotContaining("glob:**/.tmp*");
        }
    }

    /** Cannot write another byte. */
    private static final class FullFiles extends DurableFiles {
        @Override
        void write(Path file, String text) throws IOException {
            throw new IOException("No space left on device");
        }
    }

    /** Fails to write for another reason, without a message of Java's own. */
    private static final class BrokenFiles extends DurableFiles {
        @Override
        void move(Path from, Path to) throws IOException {
            throw new FileSystemException(from.toString(), to.toString(), "Input/output error");
        }
    }

    /** Has no hard links. */
    private static final class LinklessFiles extends DurableFiles {
        @Override
        void link(Path existing, Path link) {
            throw new UnsupportedOperationException();
        }
    }

    /** A real one of 16 MiB, which takes root. */
    @Nested
    @RequiresTool({"mount", "umount"})
    class SmallFileSystem {
        private Path small;
        private TestCloud cloud;
        private String disk;

        @BeforeEach
        void mount() throws Exception {
            small = Files.createDirectory(directory.resolve("small"));
            assumeTrue(
                    run("mount", "-t", "tmpfs", "-o", "size=16m", "smc-test", small.toString()) == 0,
                    "needs a user who may mount");
            cloud = new TestCloud(small);
            disk = cloud.createDisk("disk", SIZE);
            IntermediateInstance instance = cloud.launch("instance", 1, disk);
            byte[] noise = new byte[6 << 20];
            new Random(1).nextBytes(noise);
            cloud.write(instance, 1 << 20, noise);
            cloud.delete(ResourceType.INSTANCE, instance.id());
        }

        @AfterEach
        void unmount() throws Exception {
            if (cloud != null) {
                cloud.close();
                run("umount", small.toString());
            }
        }

        @Test
        void createDisk_largerThanTheFileSystem_isCreatedSparse() {
            assertThat(cloud.diskFile(cloud.createDisk("other", 1L << 30))).hasSize(1L << 30);
        }

        @Test
        void createSnapshot_full_leavesNothingAndSucceedsOnceThereIsSpace() throws Exception {
            Path hog = Files.write(small.resolve("hog"), new byte[6 << 20]);

            assertThatThrownBy(() -> cloud.createSnapshot("snapshot", disk, false))
                    .asInstanceOf(type(TargetWriteException.class))
                    .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.TARGET_FULL));
            assertThat(small.resolve("snapshots")).isDirectoryNotContaining("glob:**/{.tmp,s-}*");

            Files.delete(hog);
            String snapshot = cloud.createSnapshot("snapshot", disk, false);
            assertThat(cloud.snapshotFile(snapshot)).hasSameBinaryContentAs(cloud.diskFile(disk));
        }

        @Test
        void createImage_full_leavesNothingAndSucceedsOnceThereIsSpace() throws Exception {
            Path hog = Files.write(small.resolve("hog"), new byte[6 << 20]);
            String snapshot = cloud.createSnapshot("snapshot", disk, true);

            assertThatThrownBy(() -> cloud.createImage("image", "web", ImageFormat.QCOW2, snapshot, SIZE))
                    .asInstanceOf(type(TargetWriteException.class))
                    .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.TARGET_FULL))
                    .satisfies(e -> assertThat(e.remedy()).isNotBlank());
            assertThat(small.resolve("images")).isDirectoryNotContaining("glob:**/{.tmp,m-}*");
            assertThat(cloud.images()).isEmpty();

            Files.delete(hog);
            Image image = cloud.createImage("image", "web", ImageFormat.QCOW2, snapshot, SIZE);
            assertThat(cloud.images()).containsExactly(image);
        }

        private static int run(String... command) throws Exception {
            return new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        }
    }
}
