package dev.smc.core.internal.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.smc.api.model.BootOutcome;
import dev.smc.api.model.BootReport;
import dev.smc.api.model.Firmware;
import dev.smc.api.model.ImageFormat;
import dev.smc.testkit.Programs;
import dev.smc.testkit.RequiresTool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Real machines with the smallest guests. */
@RequiresTool({"qemu-system-x86_64", "qemu-img"})
class BootProofIT {
    private static final String LOGIN = "\r\nDebian GNU/Linux 12 debian ttyS0\r\n\r\ndebian login: ";
    /** Not too long to wait for, long enough for the firmware. */
    private static final Duration SHORT = Duration.ofSeconds(20);

    @TempDir
    private Path temp;

    private Path runs;
    private BootProof proof;

    @BeforeEach
    void create() {
        runs = temp.resolve("runs,1");
        proof = new BootProof(runs);
    }

    @AfterEach
    void nothingIsLeft() {
        if (Files.exists(runs)) {
            assertThat(runs).isDirectoryNotContaining("glob:**work-*");
        }
    }

    @ParameterizedTest
    @EnumSource
    void boot_ofAGuestThatAsksForALogin_seesItAndLeavesTheDisk(DiskBus bus) throws Exception {
        Path disk = BootSector.thatHalts(temp.resolve("disk,format=x,1.raw"), LOGIN);
        byte[] before = Files.readAllBytes(disk);
        assertThat(disk.toFile().setReadOnly()).isTrue();
        BootReport report = boot(bios(disk).diskBus(bus).networkCard(NetworkCard.E1000));
        assertThat(report.outcome()).as(report.toString()).isEqualTo(BootOutcome.BOOTED);
        assertThat(report.reason()).isEqualTo("the serial console asks for a login");
        assertThat(report.accelerator()).isPresent();
        assertThat(report.firmware()).isEqualTo(Firmware.BIOS);
        assertThat(report.diskBus()).isEqualTo(bus.toString());
        assertThat(report.networkCard()).isEqualTo("e1000");
        assertThat(report.timeToLogin().orElseThrow()).isPositive().isLessThan(report.elapsed());
        assertThat(report.networkUp()).isFalse();
        assertThat(report.consoleTail().orElseThrow()).contains("SeaBIOS", "debian login:");
        assertThat(Files.readAllBytes(disk)).isEqualTo(before);
    }

    @Test
    void boot_ofAQcow2ThatPanics_fails() throws Exception {
        Path raw = BootSector.thatHalts(temp.resolve("disk.raw"), "\r\nKernel panic - not syncing: VFS\r\n");
        Path disk = temp.resolve("disk.qcow2");
        Programs.run("qemu-img", "convert", "-O", "qcow2", raw.toString(), disk.toString());
        BootReport report = boot(BootMachine.builder().firmware(Firmware.BIOS).addDisk(disk, ImageFormat.QCOW2));
        assertFailed(report, "the kernel panicked: \"Kernel panic - not syncing: VFS\"");
    }

    @Test
    void boot_ofASilentGuest_failsAtTheLimit() throws Exception {
        BootReport report =
                boot(bios(BootSector.thatHalts(temp.resolve("disk.raw"), "")).limit(SHORT));
        assertFailed(report, "no login prompt came within 20 s");
    }

    @Test
    void boot_ofAGuestThatNeverStopsTalking_keepsALittle() throws Exception {
        BootReport report = boot(bios(BootSector.thatRepeats(temp.resolve("disk.raw"), "\r\ntalking on and on"))
                .limit(SHORT));
        assertFailed(report, "no login prompt came within 20 s");
        assertThat(report.consoleTail().orElseThrow()).hasSizeLessThanOrEqualTo(16 << 10);
    }

    @Test
    void boot_ofAGuestThatRestartsOverAndOver_fails() throws Exception {
        BootReport report = boot(bios(BootSector.thatResets(temp.resolve("disk.raw"), "\r\nbye")));
        assertFailed(report, "the guest starts over and over");
    }

    @Test
    void boot_ofAnEmptyDisk_failsInTheFirmware() throws Exception {
        BootReport report = boot(bios(empty()));
        assertFailed(report, "the firmware found nothing to start: \"No bootable device.\"");
    }

    @Test
    void boot_ofAnEmptyDiskByUefi_failsInItsShell() throws Exception {
        assumeThat(UefiCode.find()).as("UEFI for QEMU").isPresent();
        BootReport report = boot(bios(empty()).firmware(Firmware.UEFI));
        assertThat(report.outcome()).as(report.toString()).isEqualTo(BootOutcome.FAILED);
        assertThat(report.reason()).containsAnyOf("the UEFI shell started", "the firmware found nothing to start");
    }

    @Test
    void boot_ofADiskThatQemuRefuses_isNotTheGuestsFailure() throws Exception {
        BootReport report = boot(BootMachine.builder().firmware(Firmware.BIOS).addDisk(empty(), ImageFormat.QCOW2));
        assertNotMade(report, "QEMU ended with 1: ");
        assertThat(report.reason()).contains("not in qcow2 format");
    }

    @Test
    void boot_whenStopped_isNotMade() throws Exception {
        Path disk = BootSector.thatHalts(temp.resolve("disk.raw"), "");
        assertNotMade(proof.boot(bios(disk).build(), () -> true), "it was stopped");
    }

    @Test
    void boot_whenInterrupted_isNotMadeAndStaysInterrupted() throws Exception {
        Path disk = BootSector.thatHalts(temp.resolve("disk.raw"), "");
        BootReport report = proof.boot(bios(disk).build(), () -> {
            Thread.currentThread().interrupt();
            return false;
        });
        assertThat(Thread.interrupted()).isTrue();
        assertNotMade(report, "it was interrupted");
    }

    @Test
    void boot_ofWhatCannotBeStarted_saysWhy() throws Exception {
        assertNotMade(
                boot(bios(empty()).architecture("aarch64")),
                "a guest for aarch64 cannot be started, only one for x86_64");
        assertNotMade(
                boot(bios(empty()).firmware(Firmware.UNKNOWN)),
                "the disks have neither a boot sector nor an EFI system partition");
        assertNotMade(boot(BootMachine.builder().firmware(Firmware.BIOS)), "there is no disk");
        assertNotMade(boot(bios(temp.resolve("none.raw"))), temp.resolve("none.raw") + " cannot be read");
    }

    private Path empty() throws IOException {
        return Files.write(temp.resolve("empty.raw"), new byte[1 << 20]);
    }

    private static BootMachine.Builder bios(Path disk) {
        return BootMachine.builder().firmware(Firmware.BIOS).addDisk(disk, ImageFormat.RAW);
    }

    private BootReport boot(BootMachine.Builder machine) {
        return proof.boot(machine.memoryMib(256).settle(Duration.ofMillis(300)).build(), () -> false);
    }

    private static void assertFailed(BootReport report, String reason) {
        assertThat(report.outcome()).as(report.toString()).isEqualTo(BootOutcome.FAILED);
        assertThat(report.reason()).startsWith(reason);
    }

    private static void assertNotMade(BootReport report, String reason) {
        assertThat(report.outcome()).as(report.toString()).isEqualTo(BootOutcome.NOT_MADE);
        assertThat(report.reason()).startsWith(reason);
    }
}
