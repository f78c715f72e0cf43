package dev.smc.core.internal.partition;

import dev.smc.api.model.PartitionTable;
import dev.smc.spi.disk.Extent;
import java.util.List;
import java.util.Optional;

/**
 * How a disk is divided.
 *
 * @param table the kind of table
 * @param diskId the disk's GUID in upper case, or the disk signature of MBR as eight hexadecimal digits, which is absent if it is 0
 * @param sectorSize by which the table counts, in bytes
 * @param partitions in the order of the table; without extended partitions, which only contain others
 * @param reserved what the table itself occupies, and no partition may
 * @param obstacle why the table cannot be written anew with other partitions; empty if it can
 * @param warnings damage that did not keep it from being read
 */
public record PartitionScheme(
        PartitionTable table,
        Optional<String> diskId,
        int sectorSize,
        List<Partition> partitions,
        List<Extent> reserved,
        Optional<String> obstacle,
        List<String> warnings) {

    /** Returns the scheme of a disk without a table. */
    public static PartitionScheme none(int sectorSize) {
        return new PartitionScheme(
                PartitionTable.NONE, Optional.empty(), sectorSize, List.of(), List.of(), Optional.empty(), List.of());
    }
}
