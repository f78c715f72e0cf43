package dev.smc.core.internal.guest.service;

import dev.smc.testkit.Programs;
import java.nio.file.Files;
import java.nio.file.Path;

/** A Linux without a kernel on a disk without partitions, that names its disk by place and has a network of another machine. */
public final class SmallGuest {
    /** The size of its disk. */
    public static final long SIZE = 16 << 20;

    static final String FSTAB = "/dev/sda / ext4 errors=remount-ro 0 1\n";

    private SmallGuest() {}

    /** Makes its disk, of ext4, with e2fsprogs; what is there is written over. */
    public static Path make(Path disk) throws Exception {
        Path root = Files.createTempDirectory("guest");
        write(root);
        Programs.run("mke2fs", "-q", "-F", "-t", "ext4", "-d", root.toString(), disk.toString(), (SIZE >> 10) + "K");
        Programs.run("rm", "-r", root.toString());
        return disk;
    }

    /** Writes its files. */
    static void write(Path root) throws Exception {
        file(root, "etc/os-release", "ID=debian\nVERSION_ID=12\nNAME=\"Debian GNU/Linux\"\n");
        file(root, "etc/fstab", FSTAB);
        file(root, "etc/passwd", "root:x:0:0::/root:/bin/sh\n");
        file(
                root,
                "etc/network/interfaces",
                "auto lo\niface lo inet loopback\nauto eth0\niface eth0 inet static\n  address 10.1.2.3/24\n");
        file(root, "etc/udev/rules.d/70-persistent-net.rules", "SUBSYSTEM==\"net\", NAME=\"eth0\"\n");
        file(root, "etc/ssh/sshd_config", "ListenAddress 10.1.2.3\n");
        file(root, "sbin/init", "");
        file(root, "sbin/dhclient", "");
    }

    private static void file(Path root, String name, String text) throws Exception {
        Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
