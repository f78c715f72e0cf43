package dev.smc.core.internal.guest.windows;

import dev.smc.api.model.DiskLayout;
import dev.smc.api.model.PartitionInfo;
import dev.smc.api.model.ServerLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Partitions that Windows alone can read, such as {@code disk 0 partition 2}; a disk without partitions is {@code disk 1}.
 *
 * @param bitLocker those that BitLocker encrypts
 * @param dynamic those of dynamic disks
 */
public record WindowsVolumes(List<String> bitLocker, List<String> dynamic) {
    private static final String BITLOCKER = "bitlocker";
    private static final Set<String> DYNAMIC_DISKS =
            Set.of("42", "5808C8AA-7E8F-42E0-85D2-E1E90434CFB3", "AF9B60A0-1431-4F62-BC68-3311714A69AD");

    /** Returns those of a server; it may have some even if no Windows can be found. */
    public static WindowsVolumes of(ServerLayout layout) {
        List<String> bitLocker = new ArrayList<>();
        List<String> dynamic = new ArrayList<>();
        int index = 0;
        for (DiskLayout disk : layout.disks()) {
            String name = "disk " + index++;
            if (disk.content().filter(BITLOCKER::equals).isPresent()) {
                bitLocker.add(name);
            }
            for (PartitionInfo partition : disk.partitions()) {
                if (partition.content().equals(BITLOCKER)) {
                    bitLocker.add(name + " partition " + partition.index());
                }
                if (DYNAMIC_DISKS.contains(partition.type())) {
                    dynamic.add(name + " partition " + partition.index());
                }
            }
        }
        return new WindowsVolumes(List.copyOf(bitLocker), List.copyOf(dynamic));
    }
}
