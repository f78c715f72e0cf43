package dev.smc.core.internal.boot;

import dev.smc.testkit.Programs;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** One disk in the making. */
final class DebianBuild {
    private final DebianLayout layout;
    private final Path disk;
    private final Path work;

    /**
     * Starts one.
     *
     * @param disk a file that is not there yet
     * @param work an empty directory
     */
    DebianBuild(DebianLayout layout, Path disk, Path work) {
        this.layout = layout;
        this.disk = disk;
        this.work = work;
    }

    void run(Path tar) throws Exception {
        Programs.run("truncate", "-s", DebianLayout.SIZE, disk.toString());
        Programs.run(0, List.of("sfdisk", "-q", disk.toString()), layout.script());
        switch (layout) {
            case MBR_BIOS_EXT4 -> {
                DiskRegion.partition(disk, 2).asDevice(device -> Programs.run("mkswap", device));
                fill(tar, DiskRegion.partition(disk, 1));
            }
            case GPT_UEFI_EXT4 -> fill(tar, DiskRegion.partition(disk, 2));
            case GPT_BIOS_BOOT_XFS -> fill(tar, DiskRegion.partition(disk, 3));
            case MBR_BIOS_LVM -> {
                VolumeGroup group =
                        new VolumeGroup(DiskRegion.partition(disk, 2), Files.createDirectory(work.resolve("locks")));
                group.create();
                DiskRegion data = group.volume("data");
                data.format("ext4", layout.uuid("/srv"));
                try (Mount mounted = new Mount(data, work.resolve("data"))) {
                    Files.writeString(mounted.directory().resolve("orders.csv"), "id,item\n1,kettle\n");
                }
                fill(tar, group.volume("root"));
            }
        }
    }

    private void fill(Path tar, DiskRegion place) throws Exception {
        place.format(layout.rootType(), layout.uuid("/"));
        if (layout.hasBoot()) {
            DiskRegion.partition(disk, layout.bootPartition()).format("ext4", layout.uuid("/boot"));
        }
        try (MountedServer server = new MountedServer(layout, place, work.resolve("root"))) {
            install(tar, server.root());
        }
    }

    private void install(Path tar, Path root) throws Exception {
        Programs.run("tar", "-C", root.toString(), "--xattrs", "-xf", tar.toString());
        if (layout.isUefi()) {
            Files.createDirectory(root.resolve("boot/efi"));
        }
        DebianSystem debian = new DebianSystem(root);
        debian.configure(layout);
        new Grub(debian, layout).install(disk);
    }
}
