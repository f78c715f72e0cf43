package dev.smc.core.internal.plan;

import static dev.smc.core.internal.plan.PlanServer.MIB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.smc.api.MigrationCenter;
import dev.smc.api.error.ErrorCode;
import dev.smc.api.error.SourceReadException;
import dev.smc.api.model.ImageDisk;
import dev.smc.api.model.PartitionPlan;
import dev.smc.api.model.ReplicationJob;
import dev.smc.api.model.ReplicationResult;
import dev.smc.api.model.SourceServer;
import dev.smc.api.model.Target;
import dev.smc.core.internal.filesystem.FileSystemKit;
import dev.smc.testkit.Programs;
import dev.smc.testkit.RequiresTool;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Plans over several rounds: each image's file systems are larger, and the temporary disk knows nothing of it. */
@RequiresTool({"sfdisk", "mkfs.ext4", "resize2fs", "dumpe2fs"})
class PlanRoundsIT {
    @TempDir
    private Path temp;

    private PlanServer server;
    private MigrationCenter center;
    private ReplicationJob job;

    @BeforeEach
    void makeJob() throws Exception {
        server = new PlanServer(temp, "web")
                .disk(128, 512, "label: gpt\nstart=1MiB, size=40MiB\nstart=41MiB, size=40MiB\n")
                .part(1, 1, 40, "ext4")
                .part(2, 41, 40, "ext4")
                .finish();
        center = MigrationCenter.open(temp.resolve("home"));
        SourceServer source = center.sources()
                .register(s -> s.name("web").addDisk(server.disks().get(0)));
        PartitionPlan plan =
                PartitionPlan.of(source, p -> p.disk(0, d -> d.size(256 * MIB).partition(1, r -> r.size(120 * MIB))));
        job = center.jobs()
                .create(j -> j.name("web")
                        .sourceId(source.id())
                        .target(Target.image("local", "web"))
                        .plan(plan)
                        .runOnce(false));
    }

    @AfterEach
    void closeCenter() {
        center.close();
    }

    private ReplicationResult round() {
        return center.jobs().start(job.id()).completion().join();
    }

    private ImageDisk disk(ReplicationResult result) {
        return center.resources().image(result.imageId()).disks().get(0);
    }

    private String hash(ImageDisk disk) throws Exception {
        Path file = PlanServer.takeOut(Path.of(disk.path().orElseThrow()), MIB, 120 * MIB, temp.resolve("out.fs"));
        FileSystemKit.check(file, "ext4");
        assertThat(FileSystemKit.size(file, "ext4")).isEqualTo(120 * MIB);
        return FileSystemKit.treeHash(file, "ext4", Files.createTempDirectory(temp, "h"));
    }

    @Test
    void sync_ofAPlannedDisk_sendsOnlyWhatChangedAndGrowsAgain() throws Exception {
        ReplicationResult full = round();
        assertThat(disk(full).grown()).containsExactly(1);
        assertThat(hash(disk(full))).isEqualTo(server.hash(0, 1));
        ReplicationResult nothing = round();
        assertThat(nothing.changedBytes()).isZero();
        assertThat(hash(disk(nothing))).isEqualTo(server.hash(0, 1));

        Path file = server.part(0, 1).file();
        server.write(1, "new/file", "something new");
        String after = FileSystemKit.treeHash(
                Files.copy(file, temp.resolve("h.fs")), "ext4", Files.createTempDirectory(temp, "h"));
        try (FileChannel target = FileChannel.open(server.disks().get(0), StandardOpenOption.WRITE)) {
            target.write(ByteBuffer.wrap(Files.readAllBytes(file)), MIB);
        }

        ReplicationResult changed = round();
        assertThat(changed.changedBytes()).isBetween(1L, 4 * MIB);
        assertThat(hash(disk(changed))).isEqualTo(after);
        assertThat(disk(changed).grown()).containsExactly(1);
    }

    @Test
    void sync_ofADiskWithOtherPartitions_isRefused() throws Exception {
        round();
        Programs.run("sfdisk", "-q", "--delete", server.disks().get(0).toString(), "2");

        SourceReadException e = (SourceReadException)
                catchThrowableOfType(CompletionException.class, this::round).getCause();

        assertThat(e.code()).isEqualTo(ErrorCode.SOURCE_REPARTITIONED);
        assertThat(e).hasMessageContaining("has other partitions than when source web was registered");
    }
}
