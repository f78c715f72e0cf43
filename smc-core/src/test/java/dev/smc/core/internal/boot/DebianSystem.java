package dev.smc.core.internal.boot;

import dev.smc.testkit.Programs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The configuration of a server that was a virtual machine of VMware, and was never meant to run anywhere else. */
final class DebianSystem {
    /** What the disk and the network of {@code qemu-system-x86_64 -machine pc} need without VirtIO. */
    private static final String MODULES = "ata_piix\nata_generic\nahci\nsd_mod\next4\nxfs\ndm_mod\ne1000\n";

    /** What only makes it slower to start, or works when nobody looks. */
    private static final List<String> MASKED = List.of(
            "apt-daily.timer",
            "apt-daily-upgrade.timer",
            "dpkg-db-backup.timer",
            "e2scrub_all.timer",
            "e2scrub_reap.service",
            "fstrim.timer",
            "systemd-networkd-wait-online.service",
            "xfs_scrub_all.timer");

    private final Path root;

    DebianSystem(Path root) {
        this.root = root;
    }

    /** Configures it, and makes its initramfs. */
    void configure(DebianLayout layout) throws IOException, InterruptedException {
        write("etc/hostname", "old-host\n");
        write("etc/hosts", "127.0.0.1\tlocalhost\n127.0.1.1\told-host\n");
        // An empty one would let systemd take each start for the first, and set the units to its defaults.
        write("etc/machine-id", "5c2d7a1f0b9e4c3d8a6f1e2b3c4d5e6f\n");
        write("etc/apt/sources.list", "deb http://deb.debian.org/debian bookworm main\n");
        Files.delete(root.resolve("etc/dpkg/dpkg.cfg.d/99mmdebstrap"));
        write("etc/fstab", layout.fstab());
        network();
        write("etc/default/grub", grub(layout));
        write("etc/initramfs-tools/conf.d/driver-policy", "MODULES=list\n");
        write("etc/initramfs-tools/modules", MODULES);
        if (layout == DebianLayout.MBR_BIOS_EXT4) {
            write("etc/initramfs-tools/conf.d/resume", "RESUME=/dev/sda2\n");
        }
        for (String unit : MASKED) {
            Files.createSymbolicLink(root.resolve("etc/systemd/system").resolve(unit), Path.of("/dev/null"));
        }
        chroot("echo root:root | chpasswd && update-initramfs -c -k " + kernel());
    }

    private void network() throws IOException {
        write("etc/resolv.conf", "nameserver 10.20.30.2\n");
        write("etc/network/interfaces", """
                auto lo
                iface lo inet loopback

                # The primary network interface
                allow-hotplug ens192
                iface ens192 inet static
                \taddress 10.20.30.40/24
                \tgateway 10.20.30.1
                \tdns-nameservers 10.20.30.2
                """);
        write("etc/udev/rules.d/70-persistent-net.rules", """
                # PCI device 0x15ad:0x07b0 (vmxnet3)
                SUBSYSTEM=="net", ACTION=="add", DRIVERS=="?*", ATTR{address}=="00:50:56:8a:3c:1d", ATTR{type}=="1", NAME="ens192"
                """);
    }

    private static String grub(DebianLayout layout) {
        String byDevice = layout == DebianLayout.MBR_BIOS_EXT4 ? "GRUB_DISABLE_LINUX_UUID=true\n" : "";
        return """
                GRUB_DEFAULT=0
                GRUB_TIMEOUT=1
                GRUB_DISTRIBUTOR=`lsb_release -i -s 2> /dev/null || echo Debian`
                GRUB_CMDLINE_LINUX_DEFAULT="quiet"
                GRUB_CMDLINE_LINUX=""
                """ + byDevice;
    }

    /** Returns the version of its kernel. */
    String kernel() throws IOException {
        try (Stream<Path> modules = Files.list(root.resolve("lib/modules"))) {
            return modules.findAny().orElseThrow().getFileName().toString();
        }
    }

    /** Runs a script of the shell in it, and returns what it said. What is mounted for that is gone afterwards, whatever happens. */
    String chroot(String script) throws IOException, InterruptedException {
        String mounts = "mount -t proc proc \"$1/proc\" && exec chroot \"$1\" sh -c \"$2\"";
        return Programs.run("unshare", "--mount", "sh", "-c", mounts, "sh", root.toString(), script);
    }

    void write(String path, String text) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    Path root() {
        return root;
    }
}
