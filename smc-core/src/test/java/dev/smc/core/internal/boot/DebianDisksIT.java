package dev.smc.core.internal.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.smc.api.model.PartitionInfo;
import dev.smc.api.model.ServerLayout;
import dev.smc.core.internal.image.DiskImages;
import dev.smc.core.internal.inspect.ServerInspector;
import dev.smc.spi.disk.BlockSource;
import dev.smc.testkit.Programs;
import dev.smc.testkit.RequiresTool;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Looks at the disks of Debian servers with the programs that know them best, without starting them. */
@RequiresTool({"mmdebstrap", "sfdisk", "losetup", "mkfs.ext4", "mkfs.xfs", "mkfs.fat", "mcopy", "mkswap", "lvm"})
class DebianDisksIT {
    @TempDir
    private Path directory;

    @ParameterizedTest
    @EnumSource
    void of_everyLayout_hasCleanFileSystemsAndNoDriverForVirtIo(DebianLayout layout) throws Exception {
        Path disk = DebianDisks.of(layout);
        DiskRegion root = switch (layout) {
            case MBR_BIOS_EXT4 -> DiskRegion.partition(disk, 1);
            case GPT_UEFI_EXT4 -> DiskRegion.partition(disk, 2);
            case GPT_BIOS_BOOT_XFS -> DiskRegion.partition(disk, 3);
            case MBR_BIOS_LVM -> {
                VolumeGroup group = new VolumeGroup(
                        DiskRegion.partition(disk, 2), Files.createDirectory(directory.resolve("locks")));
                check(group.volume("data"), "ext4");
                yield group.volume("root");
            }
        };

        check(root, layout.rootType());
        if (layout.hasBoot()) {
            check(DiskRegion.partition(disk, layout.bootPartition()), "ext4");
        }

        try (MountedServer server = new MountedServer(layout, root, directory.resolve("root"), "ro", "norecovery")) {
            DebianSystem debian = new DebianSystem(server.root());
            // The server's own program, since not every machine has one.
            assertThat(debian.chroot("lsinitramfs /boot/initrd.img-" + debian.kernel()))
                    .contains("ata_piix.ko", layout.rootType() + ".ko")
                    .doesNotContain("virtio");
            assertThat(server.root().resolve("boot/grub/grub.cfg"))
                    .content()
                    .contains(" root=" + layout.rootDevice() + " ro  quiet\n")
                    .doesNotContain("ttyS0");
            assertThat(server.root().resolve("lib/modules/" + debian.kernel() + "/kernel/drivers/block/virtio_blk.ko"))
                    .exists();
        }
    }

    @Test
    void of_uefi_hasNoFallbackLoader() throws Exception {
        String said = DiskRegion.partition(DebianDisks.of(DebianLayout.GPT_UEFI_EXT4), 1)
                .asDevice(device -> Programs.run("mdir", "-i", device, "-b", "-/", "::/"));

        assertThat(said.lines().map(String::strip))
                .contains("::/EFI/debian/grubx64.efi")
                .noneMatch(s -> s.contains("BOOTX64"));
    }

    @Test
    void withSerialConsole_mbr_differsInGrubsMenu() throws Exception {
        Path disk = DebianDisks.withSerialConsole(DebianLayout.MBR_BIOS_EXT4);

        try (Mount root = new Mount(DiskRegion.partition(disk, 1), directory.resolve("root"), "ro", "norecovery")) {
            assertThat(root.directory().resolve("boot/grub/grub.cfg"))
                    .content()
                    .contains("root=/dev/sda1 ro  quiet console=tty0 console=ttyS0,115200\n");
        }
    }

    @ParameterizedTest
    @EnumSource
    void inspect_everyLayout_knowsWhereThingsAreMounted(DebianLayout layout) throws Exception {
        ServerLayout server;
        try (BlockSource source = DiskImages.open(DebianDisks.of(layout))) {
            server = ServerInspector.inspect(List.of(source)).layout();
        }
        Map<String, String> found = new TreeMap<>();
        for (PartitionInfo part : server.disks().get(0).partitions()) {
            part.mountPath().ifPresent(path -> found.put(path, part.content()));
        }
        server.volumes().forEach(volume -> found.put(volume.name(), volume.content()));

        assertThat(found)
                .isEqualTo(
                        switch (layout) {
                            case MBR_BIOS_EXT4 -> Map.of("/", "ext4");
                            case GPT_UEFI_EXT4 -> Map.of("/", "ext4", "/boot/efi", "vfat");
                            case GPT_BIOS_BOOT_XFS -> Map.of("/", "xfs", "/boot", "ext4");
                            case MBR_BIOS_LVM -> Map.of("vg0/root", "ext4", "/boot", "ext4", "vg0/data", "ext4");
                        });
    }

    private static void check(DiskRegion region, String type) throws Exception {
        region.asDevice(device -> type.equals("xfs")
                ? Programs.run("xfs_repair", "-n", device)
                : Programs.run("e2fsck", "-f", "-n", device));
    }
}
