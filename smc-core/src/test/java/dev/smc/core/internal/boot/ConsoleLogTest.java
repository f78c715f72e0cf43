package dev.smc.core.internal.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConsoleLogTest {
    private final ConsoleLog log = new ConsoleLog();

    @Test
    void add_ofADebianThatComesUp_findsTheFactsAndThePrompt() {
        say("""
                \033c\033[?7l\033[2J\033[0mSeaBIOS (version 1.16.2-debian-1.16.2-1)
                Booting from Hard Disk...
                Loading Linux 6.1.0-28-amd64 ...
                Loading initial ramdisk ...
                [    0.000000] Linux version 6.1.0-28-amd64 (debian-kernel@lists.debian.org) (gcc-12 (Debian 12.2.0-14) 12.2.0)
                [    0.000000] Command line: BOOT_IMAGE=/vmlinuz root=UUID=6c1d9a57-0b4f-4f0e-9a57-2f4a1c1d7e10 ro console=ttyS0
                [    4.125423] EXT4-fs (vda1): mounted filesystem with ordered data mode. Quota mode: none.
                [    5.002913] systemd[1]: Inserted module 'autofs4'
                [\033[0;32m  OK  \033[0m] Started \033[0;1;39mcron.service\033[0m - Regular background program.
                [\033[0;1;31mFAILED\033[0m] Failed to start \033[0;1;39mvmtoolsd.service\033[0m - VMware Tools.
                See 'systemctl status vmtoolsd.service' for details.
                [\033[0;1;31mFAILED\033[0m] Failed to mount \033[0;1;39mdata.mount\033[0m - /data.
                [   12.350001] EXT4-fs (vdb1): mounted filesystem with ordered data mode. Quota mode: none.

                Debian GNU/Linux 12 web01 ttyS0

                web01 login:\040""");
        assertThat(log.hasLogin()).isTrue();
        assertThat(log.death()).isEmpty();
        assertThat(log.kernel()).contains("6.1.0-28-amd64");
        assertThat(log.root()).contains("/dev/vda1");
        assertThat(log.failedUnits()).containsExactly("vmtoolsd.service - VMware Tools", "mount data.mount - /data");
        assertThat(log.tail().orElseThrow())
                .startsWith("SeaBIOS (version")
                .endsWith("web01 login:")
                .doesNotContain("\033");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\033c\033[?7l\033[2J\033[0mSeaBIOS (version 1.16.2)\n",
                "\033cSeaBIOS (version 1.16.2)\n",
                "BdsDxe: starting Boot0001 \"UEFI Misc Device\" from PciRoot(0x0)\n",
                "\033[0;37;40mBdsDxe: starting Boot0001 \"UEFI Misc Device\" from PciRoot(0x0)\n"
            })
    void add_ofAStartBehindAPrompt_countsIt(String firmware) {
        say("SeaBIOS (version 1.16.2)\nweb01 login: ");
        assertThat(log.starts()).isEqualTo(1);
        say(firmware);
        assertThat(log.starts()).isEqualTo(2);
    }

    @Test
    void add_ofADebianWithoutItsDriver_saysWhatTheInitramfsMissed() {
        say("""
                [    0.000000] Linux version 6.1.0-28-amd64 (debian-kernel@lists.debian.org)
                [    0.014812] Kernel command line: BOOT_IMAGE=/vmlinuz root=/dev/sda1 ro quiet
                Begin: Waiting for suspend/resume device ... Begin: Running /scripts/local-block ... done.
                Gave up waiting for suspend/resume device
                Gave up waiting for root file system device.  Common problems:
                 - Boot args (cat /proc/cmdline)
                ALERT!  /dev/sda1 does not exist.  Dropping to a shell!

                BusyBox v1.35.0 (Debian 1:1.35.0-4+b3) built-in shell (ash)
                Enter 'help' for a list of built-in commands.

                (initramfs)\040""");
        assertThat(log.death())
                .contains(
                        "the initramfs did not find the root file system: \"ALERT!  /dev/sda1 does not exist.  "
                                + "Dropping to a shell!\", after \"Gave up waiting for root file system device.  Common problems:\"");
        assertThat(log.root()).contains("/dev/sda1");
        assertThat(log.hasLogin()).isFalse();
    }

    @Test
    void add_ofAKernelWithoutRoot_saysThatItPanicked() {
        say("""
                [    1.735012] VFS: Cannot open root device "sda1" or unknown-block(0,0): error -6
                [    1.735450] Please append a correct "root=" boot option; here are the available partitions:
                [    1.736003] Kernel panic - not syncing: VFS: Unable to mount root fs on unknown-block(0,0)
                [    1.736211] CPU: 0 PID: 1 Comm: swapper/0 Not tainted 6.1.0-28-amd64 #1
                [    1.740001] ---[ end Kernel panic - not syncing: VFS: Unable to mount root fs on unknown-block(0,0) ]---
                """);
        assertThat(log.death().orElseThrow())
                .startsWith("the kernel panicked: \"Kernel panic - not syncing: VFS: Unable to mount root fs")
                .endsWith("after \"VFS: Cannot open root device \"sda1\" or unknown-block(0,0): error -6\"");
    }

    @Test
    void add_ofARhelInDracut_saysWhatWasMissing() {
        say("""
                [  137.291003] dracut-initqueue[412]: Warning: dracut-initqueue timeout - starting timeout scripts
                [  138.412001] dracut-initqueue[412]: Warning: Could not boot.
                Warning: /dev/mapper/rhel-root does not exist

                Generating "/run/initramfs/rdsosreport.txt"

                Entering emergency mode. Exit the shell to continue.
                Type "journalctl" to view system logs.

                dracut:/#\040""");
        assertThat(log.death())
                .contains(
                        "dracut gave up and opened a shell: \"Entering emergency mode. Exit the shell to continue.\", "
                                + "after \"Warning: /dev/mapper/rhel-root does not exist\"");
    }

    @Test
    void add_ofABrokenFstab_saysWhatSystemdWaitedFor() {
        say("""
                [   98.200001] XFS (vda3): Mounting V5 Filesystem
                [   98.410001] XFS (vdb1): log mount/recovery failed: error -117
                [\033[0;1;31m TIME \033[0m] Timed out waiting for device \033[0;1;39m/dev/sdb1\033[0m.
                [\033[0;1;33mDEPEND\033[0m] Dependency failed for \033[0;1;39m/data\033[0m.
                You are in emergency mode. After logging in, type "journalctl -xb" to view
                system logs, "systemctl reboot" to reboot, "systemctl default" or "exit"
                to boot into default mode.
                Give root password for maintenance
                (or press Control-D to continue):\040""");
        assertThat(log.death().orElseThrow())
                .startsWith("systemd ended in emergency mode: ")
                .endsWith("after \"[DEPEND] Dependency failed for /data.\"");
        assertThat(log.root()).contains("/dev/vda3");
        assertThat(log.warnings())
                .containsExactly(
                        "XFS (vdb1): log mount/recovery failed: error -117",
                        "[ TIME ] Timed out waiting for device /dev/sdb1.",
                        "[DEPEND] Dependency failed for /data.");
    }

    @Test
    void add_ofGrubWithoutItsFiles_saysWhichDeviceItMissed() {
        say("""
                GRUB loading.
                Welcome to GRUB!

                error: no such device: 6c1d9a57.
                Entering rescue mode...
                grub rescue>\040""");
        assertThat(log.death())
                .contains("GRUB ended in its rescue prompt: \"Entering rescue mode...\", "
                        + "after \"error: no such device: 6c1d9a57.\"");
    }

    @Test
    void add_ofFirmwareWithNothingToStart_saysSo() {
        say("""
                BdsDxe: failed to load Boot0001 "UEFI Misc Device" from PciRoot(0x0)/Pci(0x2,0x0): Not Found
                \033[2J\033[01;01H\033[01;01HUEFI Interactive Shell v2.2
                EDK II
                """);
        assertThat(log.death().orElseThrow())
                .startsWith("the UEFI shell started instead of an operating system: ")
                .contains("BdsDxe: failed to load Boot0001");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "No bootable device.|the firmware found nothing to start",
                "grub> |GRUB found no configuration and ended in its prompt",
                "Missing operating system.|the boot sector found nothing to start",
                "Welcome to emergency mode! After logging in|systemd ended in emergency mode",
                "[!!!!!!] systemd[1]: Freezing execution.|systemd crashed",
                "Cannot open access to console, the root account is locked.|the guest asks for maintenance",
            })
    void death_ofOtherSigns_isSeen(String line, String meaning) {
        say(line);
        assertThat(log.death().orElseThrow()).startsWith(meaning + ": ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost login: ",
                "web-01.example.com login:",
                "(none) login: ",
                "login: ",
                "web01 login: [   33.123456] random: crng init done",
                "web01 login: root (automatic login)"
            })
    void hasLogin_ofPrompts_isTrue(String line) {
        say("\r\n" + line);
        assertThat(log.hasLogin()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"Last login: Mon Nov 23", "Reached target Login Prompts", "failed login: root", "a login:x"})
    void hasLogin_ofOtherLines_isFalse(String line) {
        say(line.startsWith("failed") ? "sshd: " + line : line);
        assertThat(log.hasLogin()).isFalse();
    }

    @Test
    void hasMarker_ofTheFirstBootsLine_isTrue() {
        say("[   21.000002] smc-first-boot[512]: SMC-FIRST-BOOT-OK\r\n");
        assertThat(log.hasMarker()).isTrue();
    }

    @Test
    void add_ofEndlessTalk_keepsItsEndAlone() {
        for (int i = 0; i < 3000; i++) {
            say("error: number " + i + " of many lines of a guest that does not stop talking\r\n");
        }
        assertThat(log.tail().orElseThrow()).hasSizeBetween(8000, 16 << 10).contains("number 2999 ");
        assertThat(log.warnings()).hasSize(20);
    }

    @Test
    void tail_ofASilentConsole_isNone() {
        say("\r\n\033[2J\r\n");
        assertThat(log.tail()).isEmpty();
    }

    private void say(String text) {
        byte[] bytes = text.replaceAll("(?<!\r)\n", "\r\n").getBytes(StandardCharsets.UTF_8);
        log.add(bytes, bytes.length);
    }
}
