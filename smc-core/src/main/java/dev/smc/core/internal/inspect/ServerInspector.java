package dev.smc.core.internal.inspect;

import dev.smc.api.model.DiskLayout;
import dev.smc.api.model.ServerLayout;
import dev.smc.core.internal.disk.DiskRange;
import dev.smc.core.internal.filesystem.FileSystem;
import dev.smc.core.internal.guest.GuestDevice;
import dev.smc.core.internal.guest.MountPoints;
import dev.smc.core.internal.partition.PartitionScheme;
import dev.smc.spi.disk.AllocationMap;
import dev.smc.spi.disk.BlockSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

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
        List<DiskInspector> inspectors = disks.stream().map(DiskInspector::new).toList();
        LogicalVolumes volumes = new LogicalVolumes(
                disks,
                inspectors.stream().flatMap(disk -> disk.parts().stream()).toList());
        Map<DiskRange, FileSystem> understood = volumes.physicalVolumes();
        List<List<DiskPart>> known =
                inspectors.stream().map(disk -> disk.known(understood)).toList();
        Unions unions = new Unions(known.stream().flatMap(List::stream).toList());
        List<InspectedDisk> inspected = new ArrayList<>();
        for (int i = 0; i < disks.size(); i++) {
            inspected.add(inspectors.get(i).finish(i, known.get(i), unions));
        }
        List<AllocationMap> used = inspected.stream().map(InspectedDisk::used).toList();
        List<DiskLayout> layouts = new ArrayList<>();
        for (int i = 0; i < disks.size(); i++) {
            layouts.add(inspected.get(i).layout().toBuilder()
                    .addAllWarnings(volumes.warnings(disks.get(i)))
                    .build());
        }
        ServerLayout layout = ServerLayout.of(l -> l.disks(layouts).volumes(volumes.describe(used)));
        List<GuestDevice> devices = Stream.concat(
                        inspected.stream().flatMap(disk -> disk.devices().stream()), volumes.devices().stream())
                .toList();
        List<PartitionScheme> schemes =
                inspected.stream().map(InspectedDisk::scheme).toList();
        return new InspectedServer(MountPoints.assign(layout, devices), schemes, devices, used);
    }
}
