package dev.smc.core.internal.center;

import static org.assertj.core.api.Assertions.assertThat;

import dev.smc.api.MigrationCenter;
import dev.smc.api.model.AdaptationOptions;
import dev.smc.api.model.AdaptationReport;
import dev.smc.api.model.BootOptions;
import dev.smc.api.model.BootOutcome;
import dev.smc.api.model.BootReport;
import dev.smc.api.model.CheckStatus;
import dev.smc.api.model.DiskLocation;
import dev.smc.api.model.ReplicationResult;
import dev.smc.api.model.SourceServer;
import dev.smc.core.internal.boot.DebianDisks;
import dev.smc.core.internal.boot.DebianLayout;
import dev.smc.core.internal.image.file.CopyListener;
import dev.smc.core.internal.image.file.SparseCopy;
import dev.smc.testkit.Programs;
import dev.smc.testkit.RequiresTool;
import java.nio.file.Path;
import java.util.List;
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

    private MigrationCenter open() {
        return MigrationCenter.builder()
                .home(directory.resolve("home"))
                .mayMount(true) // for XFS alone
                .open();
    }

    @ParameterizedTest
    @EnumSource
    void migrate_ofAServerWithoutVirtio_comesUpOnVirtioWithANetwork(DebianLayout layout) throws Exception {
        Path disk = DebianDisks.of(layout);
        try (MigrationCenter center = open()) {
            assertThat(center.guests().check(List.of(DiskLocation.of(disk))).status())
                    .isEqualTo(CheckStatus.CRITICAL);
            SourceServer source =
                    center.sources().register(s -> s.name("old-host").addDisk(disk));
            ReplicationResult result = center.jobs()
                    .start(center.jobs()
                            .create(j -> j.name("adapted")
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
            assertThat(boot.outcome())
                    .as(boot.reason() + "\n" + boot.consoleTail())
                    .isEqualTo(BootOutcome.BOOTED);
            assertThat(boot.timeToLogin()).isPresent();
            assertThat(boot.networkUp()).as("network").isTrue();
            assertThat(boot.failedUnits()).isEmpty();
        }
    }

    @Test
    void boot_ofAServerWithoutVirtioAsItIs_failsOnVirtio() throws Exception {
        Path disk = DebianDisks.withSerialConsole(DebianLayout.MBR_BIOS_EXT4);
        try (MigrationCenter center = open()) {
            BootReport boot = center.guests()
                    .boot(List.of(DiskLocation.of(disk)), BootOptions.builder().build());
            assertThat(boot.outcome()).as(boot.reason()).isEqualTo(BootOutcome.FAILED);
            assertThat(boot.reason()).contains("/dev/sda1");
        }
    }

    @ParameterizedTest
    @EnumSource
    void undo_ofAnAdaptation_restoresEveryByte(DebianLayout layout) throws Exception {
        Path disk = directory.resolve("disk.raw");
        SparseCopy.copy(DebianDisks.of(layout), disk, CopyListener.NONE);
        Path journal = directory.resolve("journal");
        AdaptationOptions options = AdaptationOptions.builder().build();
        String before = digest(disk);
        try (MigrationCenter center = open()) {
            assertThat(center.guests()
                            .preview(List.of(DiskLocation.of(disk)), options)
                            .edits())
                    .isNotEmpty();
            assertThat(digest(disk)).as("after a preview").isEqualTo(before);
            assertThat(center.guests().adapt(List.of(disk), options, journal).applied())
                    .isTrue();
            assertThat(digest(disk)).isNotEqualTo(before);
            assertThat(center.guests()
                            .adapt(List.of(disk), options, directory.resolve("second"))
                            .edits())
                    .as("adapted twice")
                    .isEmpty();
            center.guests().undo(List.of(disk), journal);
        }
        assertThat(digest(disk)).isEqualTo(before);
    }

    private static String digest(Path disk) throws Exception {
        return Programs.run("sha256sum", disk.toString()).split(" ", -1)[0];
    }
}
