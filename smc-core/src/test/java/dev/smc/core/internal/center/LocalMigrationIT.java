package dev.smc.core.internal.center;

import static org.assertj.core.api.Assertions.assertThat;

import dev.smc.api.MigrationCenter;
import dev.smc.api.ProgressListener;
import dev.smc.api.Replication;
import dev.smc.api.model.Bandwidth;
import dev.smc.api.model.JobStatus;
import dev.smc.api.model.ReplicationJob;
import dev.smc.api.model.ReplicationResult;
import dev.smc.api.model.Resource;
import dev.smc.api.model.ResourceType;
import dev.smc.api.model.SourceServer;
import dev.smc.api.model.Target;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole way with nothing faked: raw disks, the store, the local cloud, and blocks over a TLS socket. */
class LocalMigrationIT {
    private static final int MIB = 1 << 20;
    private static final int SIZE = 24 * MIB;
    private static final int USED = 16 * MIB;

    @TempDir
    Path temp;

    private Path disk;

    @BeforeEach
    void makeDisk() throws IOException {
        disk = temp.resolve("web01.raw");
        byte[] data = new byte[USED];
        new SplittableRandom(42).nextBytes(data);
        write(4 * MIB, data);
        write(SIZE - 1, new byte[1]);
    }

    private void write(long offset, byte[] bytes) throws IOException {
        try (FileChannel channel = FileChannel.open(disk, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(bytes), offset);
        }
    }

    private void assertImageEqualsDisk(MigrationCenter center, String imageId) throws IOException {
        Path image =
                Path.of(center.resources().image(imageId).disks().get(0).path().orElseThrow());
        assertThat(Files.mismatch(image, disk)).isEqualTo(-1);
    }

    private static ReplicationJob job(MigrationCenter center, Path disk, boolean runOnce, long mbps) {
        SourceServer web01 = center.sources().register(s -> s.name("web01").addDisk(disk));
        return center.jobs()
                .create(j -> j.name("web01-to-image")
                        .sourceId(web01.id())
                        .target(Target.image("local", "web01"))
                        .runOnce(runOnce)
                        .transfer(t -> t.compressionLevel(1)
                                .bandwidthLimit(Bandwidth.ofMbps(mbps))
                                .verifyChecksums(true)));
    }

    @Test
    void start_fullAndIncrementalRounds_makeImagesEqualToTheDisk() throws IOException {
        try (MigrationCenter center = MigrationCenter.open(temp.resolve("smc-home"))) {
            ReplicationJob job = job(center, disk, false, 0);
            Replication run = center.jobs().start(job.id());
            run.addListener(ProgressListener.logging());
            ReplicationResult full = run.completion().join();
            assertImageEqualsDisk(center, full.imageId());
            assertThat(full.transferredBytes()).isBetween((long) USED, (long) SIZE);
            assertThat(full.disks().get(0).verified()).isTrue();
            assertThat(run.progress().doneBytes()).isEqualTo(full.usedBytes());

            write(10 * MIB, new byte[3 * MIB / 2]);
            ReplicationResult second =
                    center.jobs().start(job.id()).completion().join();
            assertImageEqualsDisk(center, second.imageId());
            assertThat(second.changedBytes()).isBetween(3L * MIB / 2, 3L * MIB);
            assertThat(center.resources().list())
                    .extracting(Resource::type)
                    .containsExactlyInAnyOrder(ResourceType.DISK, ResourceType.IMAGE, ResourceType.IMAGE);

            center.jobs().delete(job.id());
            assertThat(center.resources().list())
                    .extracting(Resource::type)
                    .containsExactly(ResourceType.IMAGE, ResourceType.IMAGE);
            assertImageEqualsDisk(center, second.imageId());
        }
    }

    @Test
    void resume_processKilledAgainAndAgain_completesWithoutSendingMuchTwice() throws Exception {
        Path home = temp.resolve("smc-home");
        String jobId;
        try (MigrationCenter center = MigrationCenter.open(home)) {
            jobId = job(center, disk, true, 100).id();
        }
        for (int percent : List.of(10, 50)) {
            killAt(home, jobId, percent);
        }
        try (MigrationCenter center = MigrationCenter.open(home)) {
            assertThat(center.jobs().get(jobId).status()).isEqualTo(JobStatus.RUNNING);
            Replication run = center.jobs().resume().get(0);
            run.limit(Bandwidth.unlimited());
            ReplicationResult result = run.completion().join();

            assertImageEqualsDisk(center, result.imageId());
            assertThat(result.transferredBytes()).isBetween(1L, USED * 13L / 10);
            assertThat(center.resources().list()).extracting(Resource::type).containsExactly(ResourceType.IMAGE);
        }
    }

    private static void killAt(Path home, String jobId, int percent) throws Exception {
        Process child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Child.class.getName(),
                        home.toString(),
                        jobId,
                        Integer.toString(percent))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8))) {
            assertThat(out.readLine()).isEqualTo("there");
        } finally {
            child.destroyForcibly().waitFor();
        }
    }

    /** Runs a job, tells when it is some way on, and waits to be killed. */
    static final class Child {
        private Child() {}

        public static void main(String[] args) throws IOException {
            MigrationCenter center = MigrationCenter.open(Path.of(args[0]));
            Replication run = center.jobs().start(args[1]);
            run.addListener(new ProgressListener() {
                @Override
                public void progressed(dev.smc.api.model.Progress progress) {
                    if (progress.percent() >= Integer.parseInt(args[2])) {
                        System.out.println("there");
                        System.out.flush();
                    }
                }
            });
            int ignored = System.in.read();
        }
    }

    @Test
    void open_disksOfMissingFile_isRefusedBeforeAnythingIsMade() throws IOException {
        try (MigrationCenter center = MigrationCenter.open(temp.resolve("smc-home"))) {
            MigrationCenterTest.assertCode(
                    dev.smc.api.error.ErrorCode.SOURCE_UNREADABLE,
                    () -> center.sources().register(s -> s.name("web01").addDisk(temp.resolve("none.raw"))),
                    "none.raw");
        }
        assertThat(temp.resolve("smc-home/nodes")).isEmptyDirectory();
    }
}
