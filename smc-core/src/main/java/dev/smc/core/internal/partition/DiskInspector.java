package dev.smc.core.internal.partition;

import dev.smc.api.model.DiskLayout;
import dev.smc.api.model.Firmware;
import dev.smc.api.model.PartitionTable;
import dev.smc.spi.disk.AllocationMap;
import dev.smc.spi.disk.BlockSource;
import dev.smc.spi.disk.Extent;

/** Finds out what is on a disk, and which of its bytes are in use. */
public final class DiskInspector {
    /** Format extents are asked for in windows, so that memory does not grow with the disk. */
    private static final long WINDOW = 1L << 30;

    private DiskInspector() {}

    /**
     * Inspects a disk; only reads it.
     *
     * @throws dev.smc.api.error.SourceReadException if it cannot be read
     * @throws dev.smc.api.error.CorruptDiskException if its format or partition table is damaged
     */
    public static InspectedDisk inspect(BlockSource disk) {
        AllocationMap used = intersectWithData(disk, AllocationMap.full(disk.size()));
        DiskLayout layout = DiskLayout.of(l -> l.format(disk.format())
                .sizeBytes(disk.size())
                .partitionTable(PartitionTable.NONE)
                .usedBytes(used.usedBytes())
                .firmware(Firmware.UNKNOWN));
        return new InspectedDisk(layout, used);
    }

    private static AllocationMap intersectWithData(BlockSource disk, AllocationMap allocation) {
        AllocationMap.Builder used = AllocationMap.builder(disk.size());
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
