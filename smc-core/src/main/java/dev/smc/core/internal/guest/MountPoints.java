package dev.smc.core.internal.guest;

import dev.smc.api.model.DiskLayout;
import dev.smc.api.model.PartitionInfo;
import dev.smc.api.model.PartitionRole;
import dev.smc.api.model.ServerLayout;
import dev.smc.core.internal.filesystem.FileTree;
import dev.smc.core.internal.partition.Partition;
import dev.smc.core.internal.partition.PartitionScheme;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where a Linux server mounts its partitions, as its {@code /etc/fstab} says, and what it needs them for. */
public final class MountPoints {
    private static final int LONGEST_FSTAB = 64 << 10;
    private static final Set<String> SYSTEM = Set.of("/", "/usr");
    private static final Set<String> BOOT = Set.of("/boot", "/boot/efi", "/efi");
    private static final Pattern SPACE = Pattern.compile("\\s+");
    private static final Pattern DEVICE = Pattern.compile("/dev/(?:sd|vd|xvd|hd)([a-z])([0-9]{1,3})");
    private static final Pattern NVME = Pattern.compile("/dev/nvme([0-9])n1p([0-9]{1,3})");

    /** By lower-case name of the device, as fstab has it, the path. */
    private final Map<String, String> paths = new LinkedHashMap<>();

    private MountPoints(List<FileTree> trees) {
        for (GuestFiles.Found fstab : new GuestFiles(trees).find("/etc/fstab")) {
            new String(fstab.read(0, LONGEST_FSTAB), StandardCharsets.UTF_8)
                    .lines()
                    .forEach(this::line);
        }
    }

    /**
     * Returns a layout with mount paths and roles.
     *
     * @param schemes how its disks are divided
     * @param trees the files of its file systems
     */
    public static ServerLayout assign(ServerLayout layout, List<PartitionScheme> schemes, List<FileTree> trees) {
        MountPoints mounts = new MountPoints(trees);
        List<DiskLayout> disks = new ArrayList<>();
        for (DiskLayout disk : layout.disks()) {
            int index = disks.size();
            disks.add(disk.toBuilder()
                    .partitions(disk.partitions().stream()
                            .map(p -> mounts.assign(index, p, schemes.get(index)))
                            .toList())
                    .build());
        }
        return layout.toBuilder().disks(disks).build();
    }

    private void line(String line) {
        List<String> fields = SPACE.splitAsStream(line.strip()).toList();
        if (fields.size() >= 3
                && !fields.get(0).startsWith("#")
                && fields.get(1).startsWith("/")) {
            paths.putIfAbsent(
                    fields.get(0).replace("\"", "").toLowerCase(Locale.ROOT),
                    fields.get(1).replace("\\040", " "));
        }
    }

    private PartitionInfo assign(int disk, PartitionInfo partition, PartitionScheme scheme) {
        Optional<String> path = names(disk, partition, scheme).stream()
                .filter(paths::containsKey)
                .map(paths::get)
                .findFirst();
        return partition.toBuilder()
                .mountPath(path)
                .role(role(disk, partition, path.orElse("")))
                .build();
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

    /** Returns what fstab may call a partition. */
    private List<String> names(int disk, PartitionInfo partition, PartitionScheme scheme) {
        List<String> names = new ArrayList<>();
        partition.uuid().ifPresent(uuid -> names.add("uuid=" + uuid.toLowerCase(Locale.ROOT)));
        partition.uuid().ifPresent(uuid -> names.add("/dev/disk/by-uuid/" + uuid.toLowerCase(Locale.ROOT)));
        partition.label().ifPresent(label -> names.add("label=" + label.toLowerCase(Locale.ROOT)));
        scheme.partitions().stream()
                .filter(p -> p.index() == partition.index())
                .findFirst()
                .flatMap(p -> partitionUuid(p, scheme))
                .ifPresent(uuid -> names.add("partuuid=" + uuid.toLowerCase(Locale.ROOT)));
        paths.keySet().stream()
                .filter(name -> isDevice(name, disk, partition.index()))
                .forEach(names::add);
        return names;
    }

    private static Optional<String> partitionUuid(Partition partition, PartitionScheme scheme) {
        return partition.uuid().or(() -> scheme.diskId().map(id -> String.format("%s-%02x", id, partition.index())));
    }

    private static boolean isDevice(String name, int disk, int partition) {
        Matcher lettered = DEVICE.matcher(name);
        if (lettered.matches()) {
            return lettered.group(1).charAt(0) - 'a' == disk && Integer.parseInt(lettered.group(2)) == partition;
        }
        Matcher nvme = NVME.matcher(name);
        return nvme.matches()
                && Integer.parseInt(nvme.group(1)) == disk
                && Integer.parseInt(nvme.group(2)) == partition;
    }
}
