package dev.smc.core.internal.boot;

import dev.smc.testkit.Programs;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * GRUB of a Debian, installed as {@code grub-install} would. That cannot be used: it asks udev and device-mapper which disk a
 * directory is on.
 */
final class Grub {
    private static final int SECTOR = 512;
    private static final int BOOT_CODE = 440;
    /** Where {@code boot.img} holds the sector that {@code core.img} starts at. */
    private static final int KERNEL_SECTOR = 0x5c;
    /** Where the first sector of {@code core.img} holds the sector that the rest starts at. */
    private static final int REST_SECTOR = SECTOR - 12;

    private final DebianSystem debian;
    private final DebianLayout layout;

    Grub(DebianSystem debian, DebianLayout layout) {
        this.debian = debian;
        this.layout = layout;
    }

    /** Writes its files below {@code /boot/grub}, and what the firmware starts. */
    void install(Path disk) throws Exception {
        String target = layout.isUefi() ? "x86_64-efi" : "i386-pc";
        debian.chroot("set -e; d=/boot/grub; mkdir -p $d/fonts; cp -r /usr/lib/grub/" + target + " $d;" + " rm -f $d/"
                + target + "/*.module; cp /usr/share/grub/unicode.pf2 $d/fonts; grub-editenv $d/grubenv create");
        debian.write("boot/grub/grub.cfg", GrubMenu.of(layout, debian.kernel()));
        if (layout.isUefi()) {
            installEfi(DiskRegion.partition(disk, 1));
        } else {
            installBios(disk);
        }
    }

    private void installEfi(DiskRegion system) throws Exception {
        debian.write(
                "boot/grub/x86_64-efi/load.cfg",
                "search.fs_uuid " + layout.uuid("/") + " root\n" + "set prefix=($root)'/boot/grub'\n");
        debian.chroot("cd /boot/grub/x86_64-efi && grub-mkimage -O x86_64-efi -p /boot/grub -c load.cfg -o grub.efi"
                + " part_gpt fat ext2 search_fs_uuid");
        Path program = debian.root().resolve("boot/grub/x86_64-efi/grub.efi");
        system.asDevice(device -> {
            Programs.run("mkfs.fat", "-F", "32", "-i", "534D4301", device);
            Programs.run("mmd", "-i", device, "::/EFI", "::/EFI/debian");
            return Programs.run("mcopy", "-i", device, program.toString(), "::/EFI/debian/grubx64.efi");
        });
    }

    private void installBios(Path disk) throws Exception {
        String table = layout.isGpt() ? "gpt" : "msdos";
        String prefix = "(," + table + layout.bootPartition() + ")" + (layout.hasBoot() ? "/grub" : "/boot/grub");
        debian.chroot("cd /boot/grub/i386-pc && grub-mkimage -O i386-pc -p '" + prefix + "' -o core.img biosdisk part_"
                + table + " ext2");
        Path files = debian.root().resolve("boot/grub/i386-pc");
        long core = layout.isGpt() ? DiskRegion.partition(disk, 1).start() / SECTOR : 1;
        write(disk, 0, patched(files.resolve("boot.img"), KERNEL_SECTOR, core).limit(BOOT_CODE));
        write(disk, core * SECTOR, patched(files.resolve("core.img"), REST_SECTOR, core + 1));
    }

    private static ByteBuffer patched(Path file, int offset, long sector) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        return bytes.putLong(offset, sector);
    }

    private static void write(Path disk, long position, ByteBuffer bytes) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(disk.toFile(), "rw")) {
            file.getChannel().write(bytes, position);
        }
    }
}
