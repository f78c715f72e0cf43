package dev.smc.core.internal.inspect;

import dev.smc.api.model.DiskLayout;
import dev.smc.core.internal.guest.GuestDevice;
import dev.smc.core.internal.partition.PartitionScheme;
import dev.smc.spi.disk.AllocationMap;
import java.util.List;

/**
 * What an inspection found.
 *
 * @param layout the partitions and what they hold
 * @param scheme how it is divided
 * @param devices its partitions, or the disk as a whole
 * @param used the extents that must be copied; everything else may be taken as zeros
 */
public record InspectedDisk(DiskLayout layout, PartitionScheme scheme, List<GuestDevice> devices, AllocationMap used) {}
