package dev.smc.core.internal.center;

import static dev.smc.api.model.PartitionPlan.gibibytes;
import static dev.smc.api.model.PartitionPlan.mebibytes;
import static org.assertj.core.api.Assertions.assertThat;

import dev.smc.api.MigrationCenter;
import dev.smc.api.model.AdaptationOptions;
import dev.smc.api.model.AdaptationReport;
import dev.smc.api.model.BootOptions;
import dev.smc.api.model.BootOutcome;
import dev.smc.api.model.BootReport;
import dev.smc.api.model.CheckStatus;
import dev.smc.api.model.DiskLocation;
import dev.smc.api.model.GuestEdit;
import dev.smc.api.model.JobSpec;
import dev.smc.api.model.PartitionPlan;
import dev.smc.api.model.ReplicationResult;
import dev.smc.api.model.SourceServer;
import dev.smc.core.internal.boot.DebianDisks;
import dev.smc.core.internal.boot.DebianLayout;
import dev.smc.core.internal.image.file.CopyListener;
import dev.smc.core.internal.image.file.SparseCopy;
import dev.smc.testkit.RequiresTool;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Moves Debian servers that have no driver for virtio where they start, name their disks by places, and have a static address on
 * another card: as they are they do not come up on virtio, and migrated they do, with a network.
 */
@RequiresTool({"mmdebstrap", "qemu-system-x86_64", "debugfs", "mcopy", "losetup", "mkfs.xfs", "lvm"})
class AdaptedMigrationIT {
    @TempDir
    private Path directory;

    private MigrationCenter open(boolean mayRunGuests) {
        return MigrationCenter.builder()
                .home(directory.resolve("home"))
                .mayMount(true) // for XFS alone
                .mayRunGuests(mayRunGuests)
                .open();
    }

    @ParameterizedTest
    @EnumSource
    void migrate_ofAServerWithoutVirtio_comesUpOnVirtioWithANetwork(DebianLayout layout) throws Exception {
        Path disk = DebianDisks.of(layout);
        try (MigrationCenter center = open(false)) {
            assertThat(center.guests().check(List.of(DiskLocation.of(disk))).status())
                    .isEqualTo(CheckStatus.CRITICAL);
            assertThat(edits(migrated(center, disk, (j, s) -> j))).noneMatch(AdaptedMigrationIT::isMadeByTheGuest);
        }
    }

    @Test
    void migrate_wherePartitionsAreReorderedAndGrown_comesUp() throws Exception {
        try (MigrationCenter center = open(false)) {
            ReplicationResult result =
                    migrated(center, DebianDisks.of(DebianLayout.MBR_BIOS_EXT4), reordered(mebibytes(3500), 2, 1));
            assertThat(result.skipped()).as("what did not grow").isEmpty();
        }
    }

    @Test
    void migrate_whereTheGuestMakesItsInitramfs_comesUp() throws Exception {
        try (MigrationCenter center = open(true)) {
            ReplicationResult result =
                    migrated(center, DebianDisks.of(DebianLayout.GPT_BIOS_BOOT_XFS), reordered(gibibytes(3), 1, 3, 2));
            assertThat(edits(result)).anyMatch(AdaptedMigrationIT::isMadeByTheGuest);
            assertThat(result.skipped()).as("what did not grow").isEmpty();
        }
    }

    /** Asks for a disk of 4 GiB, with its partitions in an order and a root of a size. */
    private static BiFunction<JobSpec.Builder, SourceServer, JobSpec.Builder> reordered(long root, Integer... order) {
        return (job, source) -> job.plan(PartitionPlan.of(
                source, p -> p.disk(0, d -> d.size(gibibytes(4)).order(order)).partition("/", r -> r.size(root))));
    }

    private static List<GuestEdit> edits(ReplicationResult result) {
        return result.adaptation().orElseThrow().edits();
    }

    private static boolean isMadeByTheGuest(GuestEdit edit) {
        return edit.diff().contains("update-initramfs");
    }

    private static ReplicationResult migrated(
            MigrationCenter center, Path disk, BiFunction<JobSpec.Builder, SourceServer, JobSpec.Builder> wish) {
        SourceServer source = center.sources().register(s -> s.name("old-host").addDisk(disk));
        ReplicationResult result = center.jobs()
                .start(center.jobs()
                        .create(j -> wish.apply(j, source)
                                .name("adapted")
                                .sourceId(source.id())
                                .bootProof(BootOptions.builder().build()))
                        .id())
                .completion()
                .join();
        AdaptationReport adaptation = result.adaptation().orElseThrow();
        assertThat(adaptation.applied()).isTrue();
        assertThat(adaptation.notDone()).isEmpty();
        assertThat(adaptation.edits()).allMatch(edit -> !edit.diff().isBlank());
        assertThat(result.imageCheck().orElseThrow().status()).isLessThan(CheckStatus.CRITICAL);
        BootReport boot = result.bootReport().orElseThrow();
        assertThat(boot.outcome()).as(boot.reason() + "\n" + boot.consoleTail()).isEqualTo(BootOutcome.BOOTED);
        assertThat(boot.timeToLogin()).isPresent();
        assertThat(boot.rootDevice())
                .hasValueSatisfying(root -> assertThat(root).containsAnyOf("UUID=", "vg0-root"));
        assertThat(boot.networkUp()).as("network").isTrue();
        assertThat(boot.failedUnits()).isEmpty();
        return result;
    }

    @Test
    void boot_ofAServerWithoutVirtioAsItIs_comesUpOnIdeAndNotOnVirtio() throws Exception {
        List<DiskLocation> disk = List.of(DiskLocation.of(DebianDisks.withSerialConsole(DebianLayout.MBR_BIOS_EXT4)));
        try (MigrationCenter center = open(false)) {
            BootReport ide = center.guests()
                    .boot(disk, BootOptions.builder().diskBus("ide").build());
            assertThat(ide.outcome()).as(ide.reason()).isEqualTo(BootOutcome.BOOTED);
            BootReport virtio = center.guests().boot(disk, BootOptions.builder().build());
            assertThat(virtio.outcome()).as(virtio.reason()).isEqualTo(BootOutcome.FAILED);
            assertThat(virtio.reason()).contains("/dev/sda1");
        }
    }

    @ParameterizedTest
    @EnumSource
    void undo_ofAnAdaptation_restoresEveryByte(DebianLayout layout) throws Exception {
        Path original = DebianDisks.of(layout);
        Path disk = directory.resolve("disk.raw");
        SparseCopy.copy(original, disk, CopyListener.NONE);
        Path journal = directory.resolve("journal");
        AdaptationOptions options = AdaptationOptions.builder().build();
        try (MigrationCenter center = open(false)) {
            assertThat(center.guests()
                            .preview(List.of(DiskLocation.of(disk)), options)
                            .edits())
                    .isNotEmpty();
            assertThat(Files.mismatch(disk, original)).as("after a preview").isEqualTo(-1);
            assertThat(center.guests().adapt(List.of(disk), options, journal).applied())
                    .isTrue();
            assertThat(center.guests()
                            .adapt(List.of(disk), options, directory.resolve("second"))
                            .edits())
                    .as("adapted twice")
                    .isEmpty();
            center.guests().undo(List.of(disk), journal);
        }
        assertThat(Files.mismatch(disk, original)).isEqualTo(-1);
    }
}
