package dev.smc.core.internal.inspect;

import dev.smc.api.model.DiskLayout;
import dev.smc.spi.disk.AllocationMap;

/**
 * What an inspection found.
 *
 * @param layout the partitions and what they hold
 * @param used the extents that must be copied; everything else may be taken as zeros
 */
public record InspectedDisk(DiskLayout layout, AllocationMap used) {}
