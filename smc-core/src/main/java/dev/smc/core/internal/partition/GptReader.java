package dev.smc.core.internal.partition;

import dev.smc.api.error.CorruptDiskException;
import dev.smc.api.model.PartitionTable;
import dev.smc.core.internal.disk.DiskRange;
import dev.smc.spi.disk.Extent;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a GUID partition table: the copy at the start of the disk or, if that is damaged, the one at its end. A file does not
 * say how large the sectors of its disk are, so both sizes are tried.
 */
final class GptReader {
    private static final Logger LOG = LoggerFactory.getLogger(GptReader.class);

    private static final int PRIMARY_SECTOR = 1;

    private final DiskRange disk;
    private final List<Integer> sectorSizes;
    private final List<String> warnings = new ArrayList<>();

    GptReader(DiskRange disk) {
        this.disk = disk;
        this.sectorSizes = disk.disk().sectorSize() == 4096 ? List.of(4096, 512) : List.of(512, 4096);
    }

    /**
     * Reads the table.
     *
     * @param announced whether a protective master boot record says that there is one
     */
    Optional<PartitionScheme> read(boolean announced) {
        List<String> problems = new ArrayList<>();
        for (int sectorSize : sectorSizes) {
            try {
                GptTable primary = GptTable.read(disk, sectorSize, PRIMARY_SECTOR);
                checkBackup(primary);
                return Optional.of(scheme(primary, announced));
            } catch (GptTable.DamagedException e) {
                problems.add(e.reason());
            }
        }
        String problem = String.join(", ", problems);
        Optional<GptTable> backup = readBackup();
        if (backup.isPresent()) {
            warnings.add("the primary partition table is damaged (" + problem
                    + "); its backup at the end of the disk was read; repair it with: sgdisk --load-backup or gdisk");
            return Optional.of(scheme(backup.get(), announced));
        }
        if (announced) {
            throw new CorruptDiskException(
                    disk.disk().location(),
                    sectorSizes.get(0),
                    "a GUID partition table with both copies damaged (the primary one: " + problem + ")",
                    "at least one with right checksums");
        }
        return Optional.empty();
    }

    private void checkBackup(GptTable primary) {
        try {
            GptTable backup = GptTable.read(disk, primary.sectorSize(), primary.alternate());
            if (!backup.partitions().equals(primary.partitions())
                    || !backup.diskId().equals(primary.diskId())) {
                warnings.add(
                        "the backup of the partition table describes other partitions than the primary one, which was read; "
                                + "repair it with: gdisk");
            }
        } catch (GptTable.DamagedException e) {
            warnings.add("the backup of the partition table is damaged (" + e.reason()
                    + "); the primary one was read; repair it with: sgdisk --move-second-header");
        }
    }

    /** It lies at the end of the disk, unless the disk has grown since; then the damaged header may still say where. */
    private Optional<GptTable> readBackup() {
        for (int sectorSize : sectorSizes) {
            long last = disk.length() / sectorSize - 1;
            for (long sector : new long[] {last, GptTable.alternate(disk, sectorSize, PRIMARY_SECTOR)}) {
                try {
                    return Optional.of(GptTable.read(disk, sectorSize, sector));
                } catch (GptTable.DamagedException e) {
                    LOG.debug(
                            "no backup of a partition table in {}: {}",
                            disk.disk().location(),
                            e.reason());
                }
            }
        }
        return Optional.empty();
    }

    private PartitionScheme scheme(GptTable table, boolean announced) {
        List<Extent> reserved = new ArrayList<>(List.of(table.entries()));
        reserve(reserved, 0, table.firstUsable(), table.sectorSize());
        reserve(reserved, table.lastUsable() + 1, Long.MAX_VALUE / table.sectorSize(), table.sectorSize());
        if (!announced) {
            warnings.add("no master boot record announces the GUID partition table; repair it with: gdisk");
        } else if (Mbr.read(disk).filter(Mbr::isHybrid).isPresent()) {
            warnings.add("the master boot record lists partitions beside the GUID partition table (a hybrid MBR); the "
                    + "GUID partition table was read");
        }
        if (table.sectorSize() != disk.disk().sectorSize()) {
            warnings.add("the partition table counts in sectors of " + table.sectorSize()
                    + " bytes: a guest finds its partitions only on a disk with such sectors");
        }
        return new PartitionScheme(
                PartitionTable.GPT,
                Optional.of(table.diskId()),
                table.sectorSize(),
                table.partitions(),
                List.copyOf(reserved),
                obstacle(table),
                List.copyOf(warnings));
    }

    private Optional<String> obstacle(GptTable table) {
        if (Mbr.read(disk).filter(Mbr::isHybrid).isPresent()) {
            return Optional.of("its master boot record lists partitions, too (a hybrid MBR)");
        }
        return table.partitions().stream()
                .filter(p -> p.index() > GptWriter.ENTRIES)
                .map(p -> "it has a partition " + p.index())
                .findFirst();
    }

    private void reserve(List<Extent> reserved, long firstSector, long endSector, int sectorSize) {
        long sectors = disk.length() / sectorSize;
        long start = Math.max(0, Math.min(sectors, firstSector)) * sectorSize;
        long end = endSector > sectors ? disk.length() : Math.max(0, endSector) * sectorSize;
        if (start < end) {
            reserved.add(Extent.data(start, end - start));
        }
    }
}
