package dev.smc.core.internal.inspect;

import dev.smc.api.model.DiskLayout;
import dev.smc.core.internal.filesystem.FileTree;
import dev.smc.spi.disk.AllocationMap;
import java.util.List;

/**
 * What an inspection found.
 *
 * @param layout the partitions and what they hold
 * @param trees the files of those file systems that can be read
 * @param used the extents that must be copied; everything else may be taken as zeros
 */
public record InspectedDisk(DiskLayout layout, List<FileTree> trees, AllocationMap used) {}
