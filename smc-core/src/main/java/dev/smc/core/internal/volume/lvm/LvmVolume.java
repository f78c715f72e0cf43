package dev.smc.core.internal.volume.lvm;

import dev.smc.api.model.VolumeType;
import dev.smc.core.internal.disk.DiskRange;
import java.util.List;
import java.util.Optional;

/**
 * A logical volume that users see.
 *
 * @param name that of its group and its own
 * @param type how it lays its bytes out
 * @param size in bytes
 * @param content the volume as its guest sees it, if it can be read
 * @param problem why it counts as used in full, whatever its content says
 * @param places the extents that it lies on
 */
public record LvmVolume(
        String name,
        VolumeType type,
        long size,
        Optional<DiskRange> content,
        Optional<String> problem,
        List<DiskRange> places) {}
