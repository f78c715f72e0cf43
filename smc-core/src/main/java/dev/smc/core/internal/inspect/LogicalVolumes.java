package dev.smc.core.internal.inspect;

import dev.smc.api.model.VolumeInfo;
import dev.smc.core.internal.disk.DiskRange;
import dev.smc.core.internal.filesystem.FileSystem;
import dev.smc.core.internal.guest.GuestDevice;
import dev.smc.core.internal.volume.lvm.LvmGroups;
import dev.smc.core.internal.volume.lvm.LvmVolume;
import dev.smc.spi.disk.AllocationMap;
import dev.smc.spi.disk.BlockSource;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The logical volumes of a server and what they hold. */
final class LogicalVolumes {
    private final List<BlockSource> disks;
    private final LvmGroups groups;
    private final Map<LvmVolume, FileSystem> contents = new LinkedHashMap<>();

    LogicalVolumes(List<BlockSource> disks, List<DiskPart> parts) {
        this.disks = disks;
        this.groups = LvmGroups.read(parts.stream()
                .filter(DiskPart::isPhysicalVolume)
                .map(DiskPart::range)
                .toList());
        groups.volumes().forEach(volume -> contents.put(volume, content(volume)));
    }

    private static FileSystem content(LvmVolume volume) {
        return volume.content()
                .map(FileSystems::identify)
                .orElseGet(() -> FileSystem.unmapped(FileSystem.UNKNOWN, "it cannot be read"));
    }

    /** Returns what physical volumes hold. */
    Map<DiskRange, FileSystem> physicalVolumes() {
        return groups.physicalVolumes(contents);
    }

    /** Returns what users should know of the physical volumes on a disk. */
    List<String> warnings(BlockSource disk) {
        return groups.warnings(disk);
    }

    /** Returns those that can be read, as their guest sees them. */
    List<GuestDevice> devices() {
        return contents.entrySet().stream()
                .flatMap(entry ->
                        entry.getKey().content().stream().map(range -> device(entry.getKey(), entry.getValue(), range)))
                .toList();
    }

    private GuestDevice device(LvmVolume volume, FileSystem content, DiskRange range) {
        return new GuestDevice(
                content.content(),
                content.uuid(),
                content.label(),
                Optional.empty(),
                disks.indexOf(volume.places().get(0).disk()),
                0,
                Optional.of(volume.name()),
                range,
                content.freeBytes(range.length()),
                FileTrees.open(range, content.content()));
    }

    /**
     * Describes them.
     *
     * @param used what is in use of each disk
     */
    List<VolumeInfo> describe(List<AllocationMap> used) {
        return contents.entrySet().stream()
                .map(entry -> describe(entry.getKey(), entry.getValue(), used))
                .sorted(Comparator.comparing(VolumeInfo::name))
                .toList();
    }

    private VolumeInfo describe(LvmVolume volume, FileSystem content, List<AllocationMap> used) {
        long usedBytes = volume.places().stream()
                .mapToLong(place -> used.get(disks.indexOf(place.disk())).usedBytes(place.offset(), place.length()))
                .sum();
        Optional<String> reason = content.allocation().isPresent() ? Optional.empty() : Optional.of(content.reason());
        return VolumeInfo.of(v -> v.name(volume.name())
                .type(volume.type())
                .sizeBytes(volume.size())
                .content(content.content())
                .label(content.label())
                .uuid(content.uuid())
                .usedBytes(usedBytes)
                .disks(volume.places().stream()
                        .map(place -> disks.indexOf(place.disk()))
                        .distinct()
                        .sorted()
                        .toList())
                .usedInFullBecause(volume.problem().or(() -> reason)));
    }
}
