package dev.smc.core.internal.inspect;

import dev.smc.core.internal.disk.DiskRange;
import dev.smc.core.internal.filesystem.FileSystem;
import dev.smc.core.internal.partition.Partition;
import dev.smc.core.internal.volume.lvm.LvmGroups;
import dev.smc.spi.disk.AllocationMap;
import java.util.Optional;

/**
 * A partition and what it holds, or a disk without partitions.
 *
 * @param partition the partition, if it is one
 * @param range where it lies
 * @param content what it holds
 * @param problem why it must count as used in full, whatever its content says
 */
record DiskPart(Optional<Partition> partition, DiskRange range, FileSystem content, Optional<String> problem) {

    Optional<AllocationMap> allocation() {
        return problem.isPresent() ? Optional.empty() : content.allocation();
    }

    /** Returns why it counts as used in full, if it does. */
    String reason() {
        return problem.orElse(content.reason());
    }

    /** Returns whether it is to be looked at as a part of a volume group. */
    boolean isPhysicalVolume() {
        return problem.isEmpty() && content.equals(LvmGroups.PHYSICAL_VOLUME);
    }

    DiskPart withContent(FileSystem other) {
        return new DiskPart(partition, range, other, problem);
    }
}
