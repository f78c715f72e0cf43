package dev.smc.core.internal.inspect;

import dev.smc.api.model.DiskLayout;
import dev.smc.api.model.Firmware;
import dev.smc.api.model.PartitionInfo;
import dev.smc.api.model.PartitionTable;
import dev.smc.core.internal.disk.DiskRange;
import dev.smc.core.internal.disk.UsedRanges;
import dev.smc.core.internal.filesystem.FileSystem;
import dev.smc.core.internal.filesystem.FileTree;
import dev.smc.core.internal.partition.Mbr;
import dev.smc.core.internal.partition.Overlaps;
import dev.smc.core.internal.partition.Partition;
import dev.smc.core.internal.partition.PartitionScheme;
import dev.smc.core.internal.partition.PartitionTables;
import dev.smc.spi.disk.AllocationMap;
import dev.smc.spi.disk.BlockSource;
import dev.smc.spi.disk.Extent;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finds out what is on a disk, and which of its bytes are in use: those that the image format has data for, except free blocks
 * of file systems that are understood. Partition tables, boot areas, gaps and everything else count as used.
 */
public final class DiskInspector {
    /** Format extents are asked for in windows, so that memory does not grow with the disk. */
    private static final long WINDOW = 1L << 30;

    private static final String TYPE_EFI_SYSTEM = "C12A7328-F81F-11D2-BA4B-00A0C93EC93B";
    private static final String TYPE_EFI_SYSTEM_MBR = "EF";
    private static final String TYPE_BIOS_BOOT = "21686148-6449-6E6F-744E-656564454649";

    private final BlockSource disk;
    private final List<String> warnings = new ArrayList<>();
    private final List<FileTree> trees = new ArrayList<>();

    private DiskInspector(BlockSource disk) {
        this.disk = disk;
    }

    /**
     * Inspects a disk; only reads it.
     *
     * @throws dev.smc.api.error.SourceReadException if it cannot be read; with code {@code SOURCE_TRUNCATED} if it is shorter
     *     than its partitions
     * @throws dev.smc.api.error.CorruptDiskException if its format or partition table is damaged
     */
    public static InspectedDisk inspect(BlockSource disk) {
        return new DiskInspector(disk).inspect();
    }

    private InspectedDisk inspect() {
        DiskRange whole = new DiskRange(disk, 0, disk.size());
        FileSystem content = FileSystems.identify(whole);
        PartitionScheme scheme = PartitionTables.read(whole, content.content());
        warnings.addAll(scheme.warnings());
        return scheme.table() == PartitionTable.NONE ? inspectWhole(content) : inspectPartitions(scheme);
    }

    private InspectedDisk inspectWhole(FileSystem content) {
        FileTrees.open(new DiskRange(disk, 0, disk.size()), content.content()).ifPresent(trees::add);
        if (content.content().equals(FileSystem.UNKNOWN)) {
            warnings.add("the disk has no partition table and " + content.reason() + "; it counts as used in full");
        } else {
            warnings.add("the disk has no partition table; it holds " + content.content() + " as a whole"
                    + (content.reason().isEmpty() ? "" : ", and counts as used in full: " + content.reason()));
        }
        AllocationMap used = intersectWithData(content.allocation().orElseGet(() -> AllocationMap.full(disk.size())));
        return result(PartitionScheme.NONE, List.of(), used);
    }

    private InspectedDisk inspectPartitions(PartitionScheme scheme) {
        Set<Partition> overlapping = Overlaps.find(scheme);
        Map<Partition, FileSystem> contents = new LinkedHashMap<>();
        UsedRanges allocation = new UsedRanges(disk.size());
        long position = 0;
        for (Partition partition : inOrderOfStart(scheme)) {
            DiskRange range = new DiskRange(disk, partition.start(), partition.size());
            FileSystem content = FileSystems.identify(range);
            contents.put(partition, content);
            FileTrees.open(range, content.content()).ifPresent(trees::add);
            if (overlapping.contains(partition)) {
                warnings.add("partition " + partition.index() + " overlaps another one or the partition table; "
                        + "it counts as used in full");
            } else if (content.allocation().isPresent()) {
                allocation.add(position, partition.start() - position);
                addShifted(allocation, content.allocation().get(), partition.start());
                position = partition.end();
            } else if (!partition.type().equals(TYPE_BIOS_BOOT)) {
                warnings.add("partition " + partition.index() + " (" + content.content() + ") counts as used in full: "
                        + content.reason());
            }
        }
        allocation.add(position, disk.size() - position);
        AllocationMap used = intersectWithData(allocation.build());
        List<PartitionInfo> infos = contents.entrySet().stream()
                .map(e -> info(e.getKey(), e.getValue(), used))
                .sorted(Comparator.comparingInt(PartitionInfo::index))
                .toList();
        return result(scheme, infos, used);
    }

    private static List<Partition> inOrderOfStart(PartitionScheme scheme) {
        return scheme.partitions().stream()
                .sorted(Comparator.comparingLong(Partition::start))
                .toList();
    }

    private static void addShifted(UsedRanges target, AllocationMap map, long shift) {
        map.extents().forEach(e -> target.add(shift + e.offset(), e.length()));
    }

    private static PartitionInfo info(Partition partition, FileSystem content, AllocationMap used) {
        long usedBytes = used.extents(partition.start(), partition.size()).stream()
                .mapToLong(Extent::length)
                .sum();
        return PartitionInfo.of(p -> p.index(partition.index())
                .startBytes(partition.start())
                .sizeBytes(partition.size())
                .type(partition.type())
                .content(content.content())
                .label(content.label().or(partition::name))
                .uuid(content.uuid())
                .usedBytes(usedBytes));
    }

    private InspectedDisk result(PartitionScheme scheme, List<PartitionInfo> partitions, AllocationMap used) {
        DiskLayout layout = DiskLayout.of(l -> l.format(disk.format())
                .sizeBytes(disk.size())
                .partitionTable(scheme.table())
                .partitions(partitions)
                .usedBytes(used.usedBytes())
                .firmware(firmware(scheme))
                .warnings(warnings));
        return new InspectedDisk(layout, List.copyOf(trees), used);
    }

    private Firmware firmware(PartitionScheme scheme) {
        Set<String> efi = Set.of(TYPE_EFI_SYSTEM, TYPE_EFI_SYSTEM_MBR);
        if (scheme.partitions().stream().anyMatch(p -> efi.contains(p.type()))) {
            return Firmware.UEFI;
        }
        boolean bios = scheme.partitions().stream().anyMatch(p -> p.type().equals(TYPE_BIOS_BOOT))
                || Mbr.read(new DiskRange(disk, 0, disk.size()))
                        .filter(Mbr::hasBootCode)
                        .isPresent();
        return bios ? Firmware.BIOS : Firmware.UNKNOWN;
    }

    private AllocationMap intersectWithData(AllocationMap allocation) {
        UsedRanges used = new UsedRanges(disk.size());
        for (long window = 0; window < disk.size(); window += WINDOW) {
            long length = Math.min(WINDOW, disk.size() - window);
            if (allocation.intersects(window, length)) {
                disk.extents(window, length).stream()
                        .filter(Extent::isData)
                        .flatMap(e -> allocation.extents(e.offset(), e.length()).stream())
                        .forEach(e -> used.add(e.offset(), e.length()));
            }
        }
        return used.build();
    }
}
