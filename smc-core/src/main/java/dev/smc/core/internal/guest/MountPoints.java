package dev.smc.core.internal.guest;

import dev.smc.api.model.DiskLayout;
import dev.smc.api.model.PartitionInfo;
import dev.smc.api.model.PartitionRole;
import dev.smc.api.model.ServerLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Where a Linux server mounts its partitions, as its {@code /etc/fstab} says, and what it needs them for. */
public final class MountPoints {
    private static final Set<String> SYSTEM = Set.of("/", "/usr");
    private static final Set<String> BOOT = Set.of("/boot", "/boot/efi", "/efi");

    private final List<GuestDevice> devices;
    private final List<Fstab.Entry> entries;

    private MountPoints(List<GuestDevice> devices) {
        this.devices = devices;
        this.entries = devices.stream()
                .filter(device -> device.tree().isPresent())
                .flatMap(device -> GuestRoot.alone(device).text("/etc/fstab").stream())
                .flatMap(text -> Fstab.parse(text).entries().stream())
                .filter(entry -> entry.path().startsWith("/"))
                .toList();
    }

    /**
     * Returns a layout with mount paths and roles.
     *
     * @param devices what is on the disks
     */
    public static ServerLayout assign(ServerLayout layout, List<GuestDevice> devices) {
        MountPoints mounts = new MountPoints(devices);
        List<DiskLayout> disks = new ArrayList<>();
        for (DiskLayout disk : layout.disks()) {
            int index = disks.size();
            disks.add(disk.toBuilder()
                    .partitions(disk.partitions().stream()
                            .map(p -> mounts.assign(index, p))
                            .toList())
                    .build());
        }
        return layout.toBuilder().disks(disks).build();
    }

    private PartitionInfo assign(int disk, PartitionInfo partition) {
        Optional<String> path = device(disk, partition.index())
                .flatMap(device -> entries.stream()
                        .filter(entry -> device.isCalled(entry.device()))
                        .map(Fstab.Entry::path)
                        .findFirst());
        return partition.toBuilder()
                .mountPath(path)
                .role(role(disk, partition, path.orElse("")))
                .build();
    }

    private Optional<GuestDevice> device(int disk, int partition) {
        return devices.stream()
                .filter(device -> device.volume().isEmpty() && device.disk() == disk && device.partition() == partition)
                .findFirst();
    }

    private static PartitionRole role(int disk, PartitionInfo partition, String path) {
        if (partition.role() != PartitionRole.NORMAL) {
            return partition.role();
        }
        // Which NTFS is that of Windows is not looked for, but its boot sector knows where it starts.
        boolean windows = disk == 0 && partition.content().equals("ntfs");
        return SYSTEM.contains(path) || windows
                ? PartitionRole.SYSTEM
                : BOOT.contains(path) ? PartitionRole.BOOT : PartitionRole.NORMAL;
    }
}
