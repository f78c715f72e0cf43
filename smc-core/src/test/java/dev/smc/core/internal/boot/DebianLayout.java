package dev.smc.core.internal.boot;

import java.nio.charset.StandardCharsets;
import java.util.UUID;

/** How a server that runs Debian 12 is laid out on its only disk, of 3 GiB. */
public enum DebianLayout {
    /** MBR: the root file system and a swap partition, both named by device. */
    MBR_BIOS_EXT4("""
            label: dos
            start=2048, size=5767168, type=83, bootable
            start=5769216, size=520192, type=82
            """),
    /** GPT: an EFI system partition whose boot loader only an entry of the firmware would find, and the root file system. */
    GPT_UEFI_EXT4("""
            label: gpt
            start=2048, size=131072, type=U
            start=133120, size=6156288, type=L
            """),
    /** GPT: a BIOS boot partition, {@code /boot}, and the root file system in XFS. */
    GPT_BIOS_BOOT_XFS("""
            label: gpt
            start=2048, size=2048, type=21686148-6449-6E6F-744E-656564454649
            start=4096, size=524288, type=L
            start=528384, size=5761024, type=L
            """),
    /** MBR: {@code /boot}, and a physical volume with logical volumes for the root file system and {@code /srv}. */
    MBR_BIOS_LVM("""
            label: dos
            start=2048, size=524288, type=83, bootable
            start=526336, size=5763072, type=8e
            """);

    static final String SIZE = "3G";

    private final String script;

    DebianLayout(String script) {
        this.script = script;
    }

    /** Returns what sfdisk is told. */
    String script() {
        return script;
    }

    boolean isGpt() {
        return this == GPT_UEFI_EXT4 || this == GPT_BIOS_BOOT_XFS;
    }

    boolean isUefi() {
        return this == GPT_UEFI_EXT4;
    }

    /** Returns the partition that holds the directory {@code /boot}. */
    int bootPartition() {
        return this == MBR_BIOS_EXT4 || this == MBR_BIOS_LVM ? 1 : 2;
    }

    /** Returns whether {@code /boot} is a file system of its own. */
    boolean hasBoot() {
        return this == GPT_BIOS_BOOT_XFS || this == MBR_BIOS_LVM;
    }

    String rootType() {
        return this == GPT_BIOS_BOOT_XFS ? "xfs" : "ext4";
    }

    /** Returns the identifier of a file system, which is the same each time. */
    UUID uuid(String mountPath) {
        return UUID.nameUUIDFromBytes((name() + mountPath).getBytes(StandardCharsets.US_ASCII));
    }

    /** Returns how the kernel and {@code fstab} name the root file system. */
    String rootDevice() {
        return switch (this) {
            case MBR_BIOS_EXT4 -> "/dev/sda1";
            case MBR_BIOS_LVM -> "/dev/mapper/vg0-root";
            case GPT_UEFI_EXT4, GPT_BIOS_BOOT_XFS -> "UUID=" + uuid("/");
        };
    }

    /** Returns the lines of {@code /etc/fstab}. */
    String fstab() {
        String root =
                rootDevice() + (rootType().equals("xfs") ? " / xfs defaults 0 0\n" : " / ext4 errors=remount-ro 0 1\n");
        String boot = "UUID=" + uuid("/boot") + " /boot ext4 defaults 0 2\n";
        return root
                + switch (this) {
                    case MBR_BIOS_EXT4 -> "/dev/sda2 none swap sw 0 0\n";
                    case GPT_UEFI_EXT4 -> "UUID=534D-4301 /boot/efi vfat umask=0077 0 1\n";
                    case GPT_BIOS_BOOT_XFS -> boot;
                    case MBR_BIOS_LVM -> boot + "/dev/mapper/vg0-data /srv ext4 defaults 0 2\n";
                };
    }
}
