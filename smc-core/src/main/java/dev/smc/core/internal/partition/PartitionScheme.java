package dev.smc.core.internal.partition;

import dev.smc.api.model.PartitionTable;
import dev.smc.spi.disk.Extent;
import java.util.List;

/**
 * How a disk is divided.
 *
 * @param table the kind of table
 * @param partitions in the order of the table; without extended partitions, which only contain others
 * @param reserved what the table itself occupies, and no partition may
 * @param warnings damage that did not keep it from being read
 */
public record PartitionScheme(
        PartitionTable table, List<Partition> partitions, List<Extent> reserved, List<String> warnings) {
    public static final PartitionScheme NONE =
            new PartitionScheme(PartitionTable.NONE, List.of(), List.of(), List.of());
}
