package dev.smc.core.internal.inspect;

import dev.smc.api.model.ServerLayout;
import dev.smc.core.internal.guest.GuestDevice;
import dev.smc.core.internal.partition.PartitionScheme;
import dev.smc.spi.disk.AllocationMap;
import java.util.List;

/**
 * What an inspection found on the disks of a server.
 *
 * @param layout what is on them
 * @param schemes how each disk is divided
 * @param devices what its guest may mount or use otherwise
 * @param used for each disk the extents that must be copied; everything else may be taken as zeros
 */
public record InspectedServer(
        ServerLayout layout, List<PartitionScheme> schemes, List<GuestDevice> devices, List<AllocationMap> used) {}
