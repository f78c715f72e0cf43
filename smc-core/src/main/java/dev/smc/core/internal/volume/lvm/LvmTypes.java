package dev.smc.core.internal.volume.lvm;

import dev.smc.api.model.VolumeType;
import java.util.Set;
import java.util.stream.Collectors;

/** What users call the types that LVM2 has. */
final class LvmTypes {
    private LvmTypes() {}

    static VolumeType of(LvmLogicalVolume volume) {
        Set<VolumeType> types = volume.segments().stream().map(LvmTypes::of).collect(Collectors.toSet());
        return types.size() == 1 ? types.iterator().next() : VolumeType.OTHER;
    }

    private static VolumeType of(LvmSegment segment) {
        return switch (segment.base()) {
            case LvmSegment.STRIPED -> segment.stripes().size() == 1 ? VolumeType.LINEAR : VolumeType.STRIPED;
            case "mirror" -> VolumeType.MIRRORED;
            case "thin-pool" -> VolumeType.THIN_POOL;
            case "thin" -> VolumeType.THIN;
            case "cache", "cache-pool", "writecache" -> VolumeType.CACHE;
            case "vdo", "vdo-pool" -> VolumeType.VDO;
            default -> segment.isRaid() ? VolumeType.RAID : VolumeType.OTHER;
        };
    }
}
