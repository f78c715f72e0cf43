package dev.smc.core.internal.inspect;

import dev.smc.api.model.ServerLayout;
import dev.smc.core.internal.filesystem.FileTree;
import dev.smc.core.internal.guest.MountPoints;
import dev.smc.core.internal.partition.PartitionScheme;
import dev.smc.spi.disk.BlockSource;
import java.util.List;
import java.util.Map;

/** Finds out what is on the disks of a server, and which of their bytes are in use. */
public final class ServerInspector {
    private ServerInspector() {}

    /**
     * Inspects the disks of a server, the system disk first; only reads them.
     *
     * @throws dev.smc.api.error.SourceReadException if one cannot be read; with code {@code SOURCE_TRUNCATED} if it is shorter
     *     than its partitions
     * @throws dev.smc.api.error.CorruptDiskException if the format or partition table of one is damaged
     */
    public static InspectedServer inspect(List<BlockSource> disks) {
        List<InspectedDisk> inspected = disks.stream()
                .map(disk -> new DiskInspector(disk).finish(Map.of()))
                .toList();
        ServerLayout layout = ServerLayout.of(
                l -> l.disks(inspected.stream().map(InspectedDisk::layout).toList()));
        List<PartitionScheme> schemes =
                inspected.stream().map(InspectedDisk::scheme).toList();
        List<FileTree> trees =
                inspected.stream().flatMap(disk -> disk.trees().stream()).toList();
        return new InspectedServer(
                MountPoints.assign(layout, schemes, trees),
                schemes,
                trees,
                inspected.stream().map(InspectedDisk::used).toList());
    }
}
