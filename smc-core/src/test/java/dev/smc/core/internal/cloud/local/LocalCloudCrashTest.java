package dev.smc.core.internal.cloud.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.smc.api.model.AdaptationReport;
import dev.smc.api.model.GuestEdit;
import dev.smc.api.model.Image;
import dev.smc.api.model.ImageFormat;
import dev.smc.api.model.ResourceType;
import dev.smc.core.internal.filesystem.FileSystemKit;
import dev.smc.core.internal.guest.service.SmallGuest;
import dev.smc.core.internal.image.DiskImages;
import dev.smc.spi.cloud.IntermediateInstance;
import dev.smc.spi.disk.BlockSource;
import dev.smc.testkit.Programs;
import dev.smc.testkit.RequiresTool;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Ends the process between any two steps of everything the local cloud does, and goes on with the next one. */
@RequiresTool({"mke2fs", "e2fsck", "debugfs"})
class LocalCloudCrashTest {
    private static final byte[] CONTENT = "content".getBytes(StandardCharsets.UTF_8);

    @TempDir(factory = InMemory.class)
    private Path directory;

    /** Something that is done once, may be done again, and whose result can be checked. */
    enum Work {
        OPEN {
            @Override
            void prepare(TestCloud cloud) throws Exception {}

            @Override
            void run(TestCloud cloud) {}

            @Override
            void check(TestCloud cloud) {
                assertThat(cloud.find()).isEmpty();
            }
        },
        CREATE_DISK {
            @Override
            void prepare(TestCloud cloud) throws Exception {}

            @Override
            void run(TestCloud cloud) {
                cloud.createDisk("disk");
            }

            @Override
            void check(TestCloud cloud) {
                assertThat(cloud.find()).hasSize(1);
                assertThat(cloud.diskFile(disk())).hasSize(TestCloud.SIZE);
            }
        },
        COPY_TO_SNAPSHOT {
            @Override
            void run(TestCloud cloud) {
                cloud.createSnapshot("snapshot", disk(), false);
            }

            @Override
            void check(TestCloud cloud) {
                assertContent(cloud.snapshotFile(snapshot()));
            }
        },
        LINK_SNAPSHOT {
            @Override
            void run(TestCloud cloud) {
                cloud.createSnapshot("snapshot", disk(), true);
            }

            @Override
            void check(TestCloud cloud) {
                assertContent(cloud.snapshotFile(snapshot()));
            }
        },
        CREATE_RAW_IMAGE {
            @Override
            void prepare(TestCloud cloud) throws Exception {
                super.prepare(cloud);
                cloud.createSnapshot("snapshot", disk(), true);
            }

            @Override
            void run(TestCloud cloud) {
                cloud.createImage("image", "web", ImageFormat.RAW, snapshot());
            }

            @Override
            void check(TestCloud cloud) {
                assertContent(TestCloud.imageFile(onlyImage(cloud)));
            }
        },
        CREATE_QCOW2_IMAGE {
            @Override
            void prepare(TestCloud cloud) throws Exception {
                super.prepare(cloud);
                cloud.createSnapshot("snapshot", disk(), false);
            }

            @Override
            void run(TestCloud cloud) {
                cloud.createImage("image", "web", ImageFormat.QCOW2, snapshot());
            }

            @Override
            void check(TestCloud cloud) {
                try (BlockSource source = DiskImages.open(TestCloud.imageFile(onlyImage(cloud)))) {
                    ByteBuffer read = ByteBuffer.allocate(CONTENT.length);
                    source.read(0, read);
                    assertThat(source.format()).isEqualTo("qcow2");
                    assertThat(read.array()).isEqualTo(CONTENT);
                }
            }
        },
        CREATE_ADAPTED_IMAGE {
            @Override
            void prepare(TestCloud cloud) throws Exception {
                String disk = cloud.createDisk("disk", SmallGuest.SIZE);
                SmallGuest.make(cloud.diskFile(disk));
                cloud.createSnapshot("snapshot", disk, true);
            }

            @Override
            void run(TestCloud cloud) {
                cloud.createAdaptedImage("image", "web", snapshot(), SmallGuest.SIZE);
            }

            @Override
            void check(TestCloud cloud) throws Exception {
                AdaptationReport adaptation = onlyImage(cloud).adaptation().orElseThrow();
                assertThat(adaptation.applied()).isTrue();
                assertThat(adaptation.edits()).extracting(GuestEdit::path).contains("/etc/fstab");
                Path file = TestCloud.imageFile(onlyImage(cloud));
                FileSystemKit.check(file, "ext4");
                assertThat(Programs.run("debugfs", "-R", "cat /etc/fstab", file.toString()))
                        .contains("UUID=")
                        .doesNotContain("/dev/sda");
            }
        },
        LAUNCH_WITH_SHARED_DISK {
            @Override
            void prepare(TestCloud cloud) throws Exception {
                super.prepare(cloud);
                cloud.createSnapshot("snapshot", disk(), true);
            }

            @Override
            void run(TestCloud cloud) {
                cloud.launch("instance", 2, disk());
            }

            @Override
            void check(TestCloud cloud) throws IOException {
                assertContent(cloud.diskFile(disk()));
                assertContent(cloud.snapshotFile(snapshot()));
                assertThat(Files.isSameFile(cloud.diskFile(disk()), cloud.snapshotFile(snapshot())))
                        .isFalse();
            }
        },
        DELETE_DISK {
            @Override
            void run(TestCloud cloud) {
                cloud.delete(ResourceType.DISK, disk());
            }

            @Override
            void check(TestCloud cloud) {
                assertThat(cloud.find()).isEmpty();
            }
        },
        DELETE_IMAGE {
            @Override
            void prepare(TestCloud cloud) throws Exception {
                super.prepare(cloud);
                cloud.createSnapshot("snapshot", disk(), true);
                cloud.createImage("image", "web", ImageFormat.RAW, snapshot());
            }

            @Override
            void run(TestCloud cloud) {
                cloud.delete(ResourceType.IMAGE, Kind.IMAGE.id("image"));
            }

            @Override
            void check(TestCloud cloud) {
                assertThat(cloud.images()).isEmpty();
                assertContent(cloud.snapshotFile(snapshot()));
            }
        };

        /** Makes what the work needs; a disk with content unless it needs something else. */
        void prepare(TestCloud cloud) throws Exception {
            IntermediateInstance instance = cloud.launch("instance", 1, cloud.createDisk("disk"));
            cloud.write(instance, 0, CONTENT);
            cloud.delete(ResourceType.INSTANCE, instance.id());
        }

        abstract void run(TestCloud cloud);

        abstract void check(TestCloud cloud) throws Exception;
    }

    @ParameterizedTest
    @EnumSource(Work.class)
    void work_crashAfterAnyStep_isDoneByTheNextProcess(Work work) throws Exception {
        int steps = 0;
        while (!completes(work, directory.resolve("after" + steps), steps)) {
            steps++;
        }
        assertThat(steps).isGreaterThanOrEqualTo(2);
    }

    private static boolean completes(Work work, Path home, int steps) throws Exception {
        try (TestCloud cloud = new TestCloud(home)) {
            work.prepare(cloud);
        }
        leaveRubbish(home);
        boolean completed = dies(work, home, steps);

        try (TestCloud next = new TestCloud(home)) {
            assertThat(unfinished(home)).isEmpty();
            next.find()
                    .forEach(found -> assertThat(next.cloud.costToKeep(found.type(), "local", found.id()))
                            .as("%s after %d steps is whole", found, steps)
                            .isPresent());
            work.run(next);
            work.check(next);
            next.deleteEverything();
            assertThat(everything(home))
                    .allMatch(path -> path.getFileName().toString().equals(".lock"));
        }
        return completed;
    }

    /** Leaves what a process that died earlier may have left. */
    private static void leaveRubbish(Path home) throws IOException {
        for (String kind : List.of("disks", "snapshots", "images")) {
            Path rubbish = Files.createDirectories(home.resolve(kind).resolve(".tmp-x/inner"));
            Files.writeString(rubbish.resolve("file"), "half");
        }
    }

    private static boolean dies(Work work, Path home, int steps) {
        CrashingFiles files = new CrashingFiles();
        if (work == Work.OPEN) {
            files.crashAfter(steps);
        }
        try (TestCloud dying = new TestCloud(home, files)) {
            files.crashAfter(steps);
            work.run(dying);
            return true;
        } catch (CrashingFiles.Crash e) {
            return false;
        }
    }

    private static List<Path> unfinished(Path home) throws IOException {
        return everything(home).stream()
                .filter(path -> path.getFileName().toString().startsWith(".tmp-"))
                .toList();
    }

    private static List<Path> everything(Path home) throws IOException {
        try (Stream<Path> paths = Files.walk(home, 2)) {
            return paths.filter(path -> home.relativize(path).getNameCount() == 2)
                    .toList();
        }
    }

    private static String disk() {
        return Kind.DISK.id("disk");
    }

    private static String snapshot() {
        return Kind.SNAPSHOT.id("snapshot");
    }

    private static Image onlyImage(TestCloud cloud) {
        assertThat(cloud.images()).hasSize(1);
        return cloud.images().get(0);
    }

    private static void assertContent(Path file) {
        assertThat(file).hasSize(TestCloud.SIZE).content().startsWith("content");
    }
}
