package dev.smc.core.internal.partition;

import dev.smc.api.error.ErrorCode;
import dev.smc.api.error.SourceReadException;
import dev.smc.core.internal.disk.DiskRange;
import java.util.Optional;
import java.util.Set;

/** Finds the partition table of a disk. */
public final class PartitionTables {
    /** File systems whose boot sector ends like a master boot record. */
    private static final Set<String> LOOK_LIKE_MBR = Set.of("vfat", "ntfs", "exfat", "bitlocker");

    private PartitionTables() {}

    /**
     * Reads the table of a disk.
     *
     * @param content what the disk holds if it is taken as one file system
     */
    public static PartitionScheme read(DiskRange disk, String content) {
        Optional<Mbr> mbr = Mbr.read(disk);
        boolean gptPossible = mbr.isEmpty() || mbr.get().isProtective();
        if (gptPossible) {
            Optional<PartitionScheme> gpt = new GptReader(disk).read(mbr.isPresent());
            if (gpt.isPresent()) {
                return gpt.get();
            }
        }
        if (mbr.isEmpty() || LOOK_LIKE_MBR.contains(content)) {
            return PartitionScheme.NONE;
        }
        return mbr.get().scheme();
    }

    /** Checks that a partition, of at least one sector, lies on the disk. */
    public static Partition checked(DiskRange disk, Partition partition) {
        if (!disk.contains(partition.start(), partition.size())) {
            throw new SourceReadException(
                    ErrorCode.SOURCE_TRUNCATED,
                    disk.disk().location() + " has " + disk.length() + " bytes, but its partition " + partition.index()
                            + " ends at byte " + partition.end(),
                    "copy or export the disk again in full, or correct its partition table");
        }
        return partition;
    }
}
