package dev.smc.core.internal.guest.adapt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.smc.api.model.AdaptationOptions;
import dev.smc.api.model.Firmware;
import dev.smc.core.internal.guest.GuestDevices;
import dev.smc.core.internal.guest.MemoryTree;
import dev.smc.core.internal.guest.check.ImageChecker;
import dev.smc.core.internal.guest.edit.EditingRights;
import dev.smc.core.internal.guest.system.GuestFinder;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Planning a guest whose files are long runs of blanks takes seconds at most, not the square of their length. */
class BlankFilesTest {
    private static final int LENGTH = 200_000;

    /** What is read by lines, with the start of a line that is looked for. */
    private static final List<Blank> FILES = List.of(
            new Blank("/etc/fstab", "UUID=root"),
            new Blank("/etc/crypttab", "vault"),
            new Blank("/etc/default/grub", "GRUB_CMDLINE_LINUX="),
            new Blank("/etc/default/grub.d/a.cfg", "export"),
            new Blank("/boot/grub/grub.cfg", "linux /v"),
            new Blank("/boot/grub/menu.lst", "kernel /v"),
            new Blank("/boot/extlinux/extlinux.conf", "append"),
            new Blank("/boot/loader/entries/a.conf", "options"),
            new Blank("/etc/kernel/cmdline", ""),
            new Blank("/etc/initramfs-tools/modules", "virtio"),
            new Blank("/etc/initramfs-tools/conf.d/resume", "RESUME="),
            new Blank("/etc/mkinitcpio.conf", "MODULES=("),
            new Blank("/etc/mkinitfs/mkinitfs.conf", "features=\""),
            new Blank("/etc/sysconfig/kernel", "INITRD_MODULES=\""),
            new Blank("/etc/sysconfig/bootloader", "DEFAULT_APPEND="),
            new Blank("/etc/dracut.conf", "add_drivers+=\""),
            new Blank("/etc/modprobe.conf", "alias"),
            new Blank("/etc/selinux/config", "SELINUX"),
            new Blank("/etc/netplan/a.yaml", "network:"),
            new Blank("/etc/NetworkManager/NetworkManager.conf", "[main]"),
            new Blank("/etc/NetworkManager/system-connections/a", "[connection]\ntype=ethernet\n[ipv4]\nmethod"),
            new Blank("/etc/sysconfig/network-scripts/ifcfg-a", "BOOTPROTO="),
            new Blank("/etc/sysconfig/network-scripts/ifcfg-eth0", "BOOTPROTO=\""),
            new Blank("/etc/sysconfig/network", "GATEWAY"),
            new Blank("/etc/systemd/network/a.network", "Name="),
            new Blank("/etc/systemd/network/a.netdev", "Kind="),
            new Blank("/etc/systemd/network/a.link", "MACAddress"),
            new Blank("/etc/network/interfaces", "iface"),
            new Blank("/etc/network/interfaces.d/a", "iface eth0 inet"),
            new Blank("/etc/conf.d/net", "config_eth0=\""),
            new Blank("/etc/init.d/net.lo", ""),
            new Blank("/etc/nsswitch.conf", "passwd:"),
            new Blank("/etc/pam.d/sshd", "auth"),
            new Blank("/etc/ssh/sshd_config", "Port"),
            new Blank("/etc/hosts", "127.0.0.1"),
            new Blank("/etc/chrony.conf", "refclock"),
            new Blank("/etc/lvm/lvm.conf", "filter ="),
            new Blank("/etc/cloud/cloud.cfg", "users:"),
            new Blank("/etc/cloud/cloud.cfg.d/a.cfg", "datasource_list"),
            new Blank("/etc/adjtime", "0.0"),
            new Blank("/etc/hostname", "a"));

    private record Blank(String path, String start) {}

    /** What is short, but there again and again. */
    @Test
    void plan_ofFilesOfManyWords_ends() {
        MemoryTree tree =
                new MemoryTree().file("/etc/os-release", "ID=debian\n").file("/sbin/init", "");
        tree.file("/boot/loader/entries/a.conf", "options \n".repeat(110_000));
        tree.file("/boot/extlinux/a.conf", "append \n".repeat(130_000));
        tree.file("/boot/grub/grub.cfg", "linux /v \n".repeat(100_000));
        tree.file("/etc/lvm/lvm.conf", "filter=".repeat(149_000));
        for (int i = 0; i < 100; i++) {
            tree.file("/boot/loader/entries/b" + i + ".conf", ("options" + " a".repeat(2000) + "\n").repeat(260));
        }
        Adaptation adaptation = Planner.plan(
                GuestFinder.find(List.of(GuestDevices.of(tree)), Firmware.BIOS).orElseThrow(),
                AdaptationOptions.builder().build(),
                EditingRights.NONE);

        assertThat(adaptation.notDone()).anyMatch(item -> item.reason().contains("very many such files"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r", " ", "\t", "\u0085"})
    void plan_ofFilesOfBlanks_ends(String blank) {
        String blanks = blank.repeat(LENGTH / blank.length());
        for (String end : List.of("", "\"x\n")) {
            MemoryTree tree = new MemoryTree()
                    .file("/etc/os-release", "ID=debian\n")
                    .file("/sbin/init", "")
                    .file("/lib/systemd/systemd", "");
            FILES.forEach(file -> tree.file(file.path(), blanks + end + "\n" + file.start() + blanks + end));

            Adaptation adaptation = Planner.plan(
                    GuestFinder.find(List.of(GuestDevices.of(tree)), Firmware.BIOS)
                            .orElseThrow(),
                    AdaptationOptions.builder().build(),
                    EditingRights.NONE);

            assertThat(NetworkFixup.isDhcp(adaptation)).isTrue();
            assertThat(ImageChecker.check(adaptation).items()).isNotEmpty();
        }
    }
}
