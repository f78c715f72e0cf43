package dev.smc.core.internal.partition;

import dev.smc.api.error.ErrorCode;
import dev.smc.api.error.SourceReadException;
import dev.smc.core.internal.disk.DiskRange;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;

/** Finds the partition table of a disk. */
public final class PartitionTables {
    /** File systems whose boot sector ends like a master boot record. */
    private static final Set<String> BOOT_SECTORS = Set.of("vfat", "ntfs", "exfat", "bitlocker");

    private PartitionTables() {}

    /**
     * Reads the table of a disk. Whoever makes a table leaves the boot code in its first sector alone, and whoever makes a file
     * system on a whole disk may leave that sector, or the backup of a GPT, alone. So there can be marks of both:
     *
     * <ul>
     *   <li>a GPT counts if a master boot record announces it, or if there is neither such a record nor other content;
     *   <li>the entries of a master boot record count, unless they lie in the boot sector of a file system and are impossible;
     *   <li>a record without entries counts if there is no other content.
     * </ul>
     *
     * @param contents what bears its mark on the disk if it is taken as a whole
     */
    public static PartitionScheme read(DiskRange disk, Collection<String> contents) {
        Optional<Mbr> mbr = Mbr.read(disk);
        boolean announced = mbr.filter(Mbr::isProtective).isPresent();
        if (announced || (mbr.isEmpty() && contents.isEmpty())) {
            Optional<PartitionScheme> gpt = new GptReader(disk).read(announced);
            if (gpt.isPresent()) {
                return gpt.get();
            }
        }
        boolean counts = mbr.isPresent()
                && (contents.isEmpty()
                        || (isBootSector(contents)
                                ? mbr.get().isPlausible()
                                : mbr.get().hasEntries()));
        return counts ? mbr.get().scheme() : PartitionScheme.none(disk.disk().sectorSize());
    }

    /** Returns whether the first sector belongs to a file system that is among {@code contents}. */
    public static boolean isBootSector(Collection<String> contents) {
        return contents.stream().anyMatch(BOOT_SECTORS::contains);
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
