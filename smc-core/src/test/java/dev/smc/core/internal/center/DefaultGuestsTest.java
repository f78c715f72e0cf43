package dev.smc.core.internal.center;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.smc.api.MigrationCenter;
import dev.smc.api.error.CorruptDiskException;
import dev.smc.api.error.InvalidSpecException;
import dev.smc.api.error.InvalidStateException;
import dev.smc.api.model.AdaptationOptions;
import dev.smc.api.model.AdaptationReport;
import dev.smc.api.model.CheckStatus;
import dev.smc.api.model.DiskLocation;
import dev.smc.api.model.GuestEdit;
import dev.smc.api.model.ImageCheckReport;
import dev.smc.core.internal.filesystem.Mounted;
import dev.smc.core.internal.guest.service.SmallGuest;
import dev.smc.testkit.Programs;
import dev.smc.testkit.RequiresTool;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Checks, adapts and undoes a small guest as users do. */
@RequiresTool({"mke2fs", "e2fsck", "debugfs", "qemu-img", "qemu-io", "losetup"})
class DefaultGuestsTest {
    private static final AdaptationOptions OPTIONS = AdaptationOptions.builder().build();

    @TempDir
    private Path directory;

    private MigrationCenter center;
    private Path disk;
    private Path journal;

    @BeforeEach
    void open() throws Exception {
        center = MigrationCenter.builder().home(directory.resolve("home")).open();
        disk = SmallGuest.make(directory.resolve("disk.raw"));
        journal = directory.resolve("journal");
    }

    @AfterEach
    void nothingIsLeft() {
        center.close();
        assertThat(directory.resolve("home")).isDirectoryNotContaining("glob:**/scratch/work-*");
    }

    @Test
    void adapt_twiceAndUndo_restoresEveryByte() throws Exception {
        byte[] before = Files.readAllBytes(disk);
        AdaptationReport preview = center.guests().preview(List.of(DiskLocation.of(disk)), OPTIONS);
        assertThat(preview.applied()).isFalse();
        assertThat(preview.edits()).extracting(GuestEdit::path).contains("/etc/fstab");
        assertThat(Files.readAllBytes(disk)).isEqualTo(before);

        AdaptationReport report = center.guests().adapt(List.of(disk), OPTIONS, journal);

        assertThat(report.applied()).isTrue();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(journal)))
                .isEqualTo("rw-------");
        assertThat(report.edits()).isEqualTo(preview.edits());
        Path second = directory.resolve("second");
        assertThat(center.guests().adapt(List.of(disk), OPTIONS, second).edits())
                .isEmpty();
        assertThat(second).doesNotExist();
        center.guests().undo(List.of(disk), journal);
        center.guests().undo(List.of(disk), journal);
        assertThat(Files.readAllBytes(disk)).isEqualTo(before);
    }

    @Test
    void adapt_whereTheJournalExists_isRefused() throws Exception {
        Files.writeString(journal, "mine");
        assertThatThrownBy(() -> center.guests().adapt(List.of(disk), OPTIONS, journal))
                .isInstanceOf(InvalidSpecException.class)
                .hasMessageContaining(journal + " exists, and is no undo journal");
        assertThat(journal).hasContent("mine");
    }

    @Test
    void adapt_whereItsJournalIsThere_goesByWhatIsOnTheDisk() throws Exception {
        byte[] before = Files.readAllBytes(disk);
        center.guests().adapt(List.of(disk), OPTIONS, journal);
        byte[] after = Files.readAllBytes(disk);

        assertThat(center.guests().adapt(List.of(disk), OPTIONS, journal).edits())
                .as("adapted already")
                .isEmpty();
        byte[] torn = after.clone();
        int sector = Arrays.mismatch(before, after) / 512 * 512;
        System.arraycopy(before, sector, torn, sector, 512);
        Files.write(disk, torn);
        assertThatThrownBy(() -> center.guests().adapt(List.of(disk), OPTIONS, journal))
                .hasMessageContaining("applied in part");
        center.guests().undo(List.of(disk), journal);
        assertThat(Files.readAllBytes(disk)).isEqualTo(before);
        assertThat(center.guests().adapt(List.of(disk), OPTIONS, journal).applied())
                .as("after an undo")
                .isTrue();
        Path other = SmallGuest.make(directory.resolve("other.raw"));
        assertThatThrownBy(() -> center.guests().adapt(List.of(other), OPTIONS, journal))
                .hasMessageContaining("of other disks");
    }

    @Test
    void adapt_ofACopyWithTheJournalOfItsOriginal_isRefused() throws Exception {
        byte[] before = Files.readAllBytes(disk);
        Path copy = Files.copy(disk, directory.resolve("copy.raw"));
        center.guests().adapt(List.of(disk), OPTIONS, journal);
        assertThatThrownBy(() -> center.guests().adapt(List.of(copy), OPTIONS, journal))
                .isInstanceOf(InvalidSpecException.class)
                .hasMessageContaining("of other disks");
        center.guests().undo(List.of(disk), journal);
        assertThat(Files.readAllBytes(disk)).isEqualTo(before);
    }

    @Test
    void adapt_ofADeviceThatQemuHasOpen_isRefused() throws Exception {
        Assumptions.assumeTrue(Files.isWritable(Path.of("/dev/loop-control")), "this needs root and loop devices");
        Path loop =
                Path.of(Programs.run("losetup", "-f", "--show", disk.toString()).strip());
        try {
            assertThatQemuKeepsItFromBeingAdapted(loop);
        } finally {
            Programs.run("losetup", "-d", loop.toString());
        }
    }

    private void assertThatQemuKeepsItFromBeingAdapted(Path opened) throws Exception {
        Process qemu = new ProcessBuilder("qemu-io", "-f", "raw", opened.toString()).start();
        try {
            qemu.getInputStream().read(); // its prompt
            assertThatThrownBy(() -> center.guests().adapt(List.of(opened), OPTIONS, journal))
                    .hasMessageContaining("QEMU");
        } finally {
            qemu.destroyForcibly().waitFor();
        }
    }

    /** Two that adapt one disk at a time: the way back of the first stays. */
    @Test
    void adapt_byTwoAtATime_leavesAWayBack() throws Exception {
        byte[] before = Files.readAllBytes(disk);
        AdaptationOptions other = OPTIONS.toBuilder().dhcp(false).build();
        CompletableFuture<Void> second =
                CompletableFuture.runAsync(() -> center.guests().adapt(List.of(disk), other, journal));
        try {
            center.guests().adapt(List.of(disk), OPTIONS, journal);
        } catch (InvalidSpecException | InvalidStateException e) {
            assertThat(e).as("the slower one").hasMessageContaining(e instanceof InvalidSpecException ? "journal" : "");
        }
        second.handle((done, failure) -> failure).join();
        center.guests().undo(List.of(disk), journal);
        assertThat(Files.readAllBytes(disk)).isEqualTo(before);
    }

    @Test
    void anything_ofAClosedCenter_isRefused() {
        center.close();
        assertThatThrownBy(() -> center.guests().adapt(List.of(disk), OPTIONS, journal))
                .isInstanceOf(InvalidStateException.class)
                .hasMessageContaining("closed");
    }

    @Test
    void adapt_ofADiskInUse_isRefused() throws Exception {
        byte[] before = Files.readAllBytes(disk);
        try (Mounted mounted = Mounted.of(disk, "ext4", directory.resolve("mount"))) {
            assertThatThrownBy(() -> center.guests().adapt(List.of(disk), OPTIONS, journal))
                    .isInstanceOf(InvalidStateException.class)
                    .hasMessageContaining("attached as /dev/loop");
            Path loop = Path.of(Programs.run("losetup", "-j", disk.toString()).split(":", -1)[0]);
            assertThatThrownBy(() -> center.guests().adapt(List.of(loop), OPTIONS, journal))
                    .hasMessageContaining("is mounted on " + mounted.directory());
        }
        assertThatQemuKeepsItFromBeingAdapted(disk);
        assertThat(journal).doesNotExist();
        center.guests().adapt(List.of(disk), OPTIONS, journal);
        center.guests().undo(List.of(disk), journal);
        assertThat(Files.readAllBytes(disk)).hasSameSizeAs(before);
    }

    @Test
    void adapt_ofAQcow2_isRefused() throws Exception {
        Path image = directory.resolve("disk.qcow2");
        Programs.run("qemu-img", "convert", "-O", "qcow2", disk.toString(), image.toString());
        assertThatThrownBy(() -> center.guests().adapt(List.of(image), OPTIONS, journal))
                .isInstanceOf(InvalidSpecException.class)
                .hasMessageContaining("qcow2");
        assertThat(journal).doesNotExist();
    }

    @Test
    void anything_withADiskNamedTwice_isRefused() throws Exception {
        Path link = Files.createSymbolicLink(directory.resolve("link"), disk);
        List<DiskLocation> twice = List.of(DiskLocation.of(disk), DiskLocation.of(link));
        assertThatThrownBy(() -> center.guests().check(twice)).hasMessageContaining("are the same disk");
        assertThatThrownBy(() -> center.guests().adapt(List.of(disk, link), OPTIONS, journal))
                .hasMessageContaining("are the same disk");
        assertThatThrownBy(() -> center.guests().check(List.of())).hasMessageContaining("none is named");
    }

    @Test
    void undo_ofAnotherJournalOrDisk_isRefused() throws Exception {
        center.guests().adapt(List.of(disk), OPTIONS, journal);
        Path other = SmallGuest.make(directory.resolve("other.raw"));
        byte[] before = Files.readAllBytes(other);
        assertThatThrownBy(() -> center.guests().undo(List.of(other), journal))
                .isInstanceOf(InvalidStateException.class);
        assertThat(Files.readAllBytes(other)).isEqualTo(before);
        assertThatThrownBy(() -> center.guests().undo(List.of(disk), disk)).isInstanceOf(CorruptDiskException.class);
        assertThatThrownBy(() -> center.guests().undo(List.of(disk), directory.resolve("none")))
                .hasMessageContaining("none does not exist; name an undo journal");
    }

    @Test
    void check_asItIsAndAdapted_saysWhatTheMigrationMends() {
        List<DiskLocation> disks = List.of(DiskLocation.of(disk));
        ImageCheckReport asItIs = center.guests().check(disks);
        ImageCheckReport adapted = center.guests().check(disks, OPTIONS);
        assertThat(center.guests().predict(disks, OPTIONS).items()).isEqualTo(adapted.items());
        assertThat(status(asItIs, "GUESTOS.Dhcp")).isEqualTo(CheckStatus.WARNING);
        assertThat(status(adapted, "GUESTOS.Dhcp")).isEqualTo(CheckStatus.OK);
        assertThat(status(adapted, "SOURCE.Kernel")).isEqualTo(CheckStatus.CRITICAL);
        assertThat(adapted.guest().orElseThrow().facts()).containsEntry("network", "ifupdown");
    }

    private static CheckStatus status(ImageCheckReport report, String code) {
        return report.items().stream()
                .filter(item -> item.code().equals(code))
                .findFirst()
                .orElseThrow()
                .status();
    }
}
