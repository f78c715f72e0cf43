package dev.smc.core.internal.center;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.smc.api.MigrationCenter;
import dev.smc.api.error.InvalidSpecException;
import dev.smc.api.model.DiskLocation;
import dev.smc.api.model.ReplicationJob;
import dev.smc.api.model.ReplicationResult;
import dev.smc.api.model.SourceDisk;
import dev.smc.api.model.SourceServer;
import dev.smc.api.model.Target;
import dev.smc.testkit.Programs;
import dev.smc.testkit.RequiresTool;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Servers whose disks come in archives, from registration to the image. */
@RequiresTool({"tar", "gzip"})
class PackedDisksIT {
    private static final int MIB = 1 << 20;

    @TempDir
    private Path temp;

    @BeforeEach
    void makeDisks() throws Exception {
        for (int i = 0; i < 2; i++) {
            byte[] data = new byte[4 * MIB];
            new SplittableRandom(i).nextBytes(data);
            Arrays.fill(data, MIB, 2 * MIB, (byte) 0);
            Files.write(temp.resolve("disk" + i + ".raw"), data);
        }
    }

    private static ReplicationResult migrate(MigrationCenter center, SourceServer source) {
        ReplicationJob job = center.jobs()
                .create(j -> j.name(source.name()).sourceId(source.id()).target(Target.image("local", source.name())));
        return center.jobs().start(job.id()).completion().join();
    }

    private void assertDisk(MigrationCenter center, ReplicationResult result, int index, String raw) throws Exception {
        String image = center.resources()
                .image(result.imageId())
                .disks()
                .get(index)
                .path()
                .orElseThrow();
        assertThat(Files.mismatch(Path.of(image), temp.resolve(raw))).isEqualTo(-1);
    }

    @Test
    void migrate_anArchiveOfTwoDisks_makesAnImageOfBoth() throws Exception {
        Path tar = temp.resolve("server.tar");
        Programs.run("tar", "-C", temp.toString(), "-cf", tar.toString(), "disk0.raw", "disk1.raw");
        try (MigrationCenter center = MigrationCenter.open(temp.resolve("home"))) {
            List<DiskLocation> disks = center.sources().disks(List.of(DiskLocation.of(tar)));
            assertThat(disks).containsExactly(DiskLocation.of(tar + "#disk0.raw"), DiskLocation.of(tar + "#disk1.raw"));
            assertThat(center.sources().inspect(tar).disks()).hasSize(2);
            SourceServer source = center.sources().register(s -> s.name("web01").addDisk(tar));
            assertThat(source.disks()).extracting(SourceDisk::location).isEqualTo(disks);

            ReplicationResult result = migrate(center, source);

            assertDisk(center, result, 0, "disk0.raw");
            assertDisk(center, result, 1, "disk1.raw");
            assertThatThrownBy(() -> center.sources()
                            .register(s -> s.name("web02").addDisk(tar).addDisk(tar + "#disk1.raw")))
                    .isInstanceOf(InvalidSpecException.class)
                    .hasMessageContaining("disk1.raw");
        }
    }

    @Test
    void migrate_anExportOfGoogle_unpacksItAndLeavesNothingBehind() throws Exception {
        Path export = temp.resolve("export.tar.gz");
        Files.move(temp.resolve("disk0.raw"), temp.resolve("disk.raw"));
        Programs.run("tar", "-C", temp.toString(), "--format=oldgnu", "-Sczf", export.toString(), "disk.raw");
        try (MigrationCenter center = MigrationCenter.open(temp.resolve("home"))) {
            SourceServer source = center.sources().register(s -> s.name("web01").addDisk(export));
            ReplicationResult result = migrate(center, source);
            assertDisk(center, result, 0, "disk.raw");
            assertThat(temp.resolve("home").resolve("unpacked")).isEmptyDirectory();
        }
    }
}
