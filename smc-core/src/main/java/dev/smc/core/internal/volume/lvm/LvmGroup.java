package dev.smc.core.internal.volume.lvm;

import dev.smc.api.model.VolumeType;
import dev.smc.core.internal.disk.DiskRange;
import dev.smc.core.internal.disk.UsedRanges;
import dev.smc.core.internal.filesystem.FileSystem;
import dev.smc.core.internal.filesystem.UnmappableException;
import dev.smc.spi.disk.AllocationMap;
import dev.smc.spi.disk.Extent;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** A volume group whose metadata is understood, and those of its physical volumes that are there. */
final class LvmGroup {
    private final LvmMetadata metadata;
    /** By name; without those that the group was changed without. */
    private final Map<String, LvmPlace> members = new HashMap<>();
    /** Those that users see, by name. */
    private final Map<String, LvmVolume> volumes = new LinkedHashMap<>();

    /**
     * Creates a group.
     *
     * @param present the physical volumes that are there, by identifier
     */
    LvmGroup(LvmMetadata metadata, Map<String, LvmMember> present) throws UnmappableException {
        this.metadata = metadata;
        for (Map.Entry<String, LvmPhysicalVolume> entry : metadata.physical().entrySet()) {
            LvmPhysicalVolume volume = entry.getValue();
            LvmMember member = present.get(volume.id());
            if (member != null && !volume.missing()) {
                LvmPlace place = new LvmPlace(member, volume, metadata.extentSize());
                place.check();
                members.put(entry.getKey(), place);
            }
        }
        addVolumes();
    }

    private void addVolumes() {
        Set<String> builtUpon = new HashSet<>();
        Set<String> stores = new HashSet<>();
        for (LvmLogicalVolume volume : metadata.logical().values()) {
            volume.strings().stream()
                    .filter(name -> !name.equals(volume.name()))
                    .forEach(builtUpon::add);
            volume.segments().forEach(segment -> segment.store().ifPresent(stores::add));
        }
        Set<String> hidden = new HashSet<>();
        for (LvmLogicalVolume volume : metadata.logical().values()) {
            // LVM2 writes that stores are hidden, but shows them.
            boolean isStore = stores.contains(volume.name());
            if (isStore || volume.isVisible()) {
                LvmLayout layout = layout(volume);
                String name = metadata.group() + "/" + volume.name();
                volumes.put(
                        volume.name(),
                        new LvmVolume(
                                name,
                                isStore ? VolumeType.SNAPSHOT : LvmTypes.of(volume),
                                volume.extents() * metadata.extentSize(),
                                isStore ? Optional.empty() : layout.content(name),
                                layout.problem().or(() -> problem(volume, builtUpon)),
                                layout.places(hidden)));
            }
        }
    }

    private static Optional<String> problem(LvmLogicalVolume volume, Set<String> builtUpon) {
        if (builtUpon.contains(volume.name())) {
            return Optional.of("another logical volume is built on it");
        }
        return volume.isPlain() ? Optional.empty() : Optional.of("its status is " + String.join(", ", volume.status()));
    }

    private LvmLayout layout(LvmLogicalVolume volume) {
        return new LvmLayout(metadata, members, volume);
    }

    String name() {
        return metadata.group();
    }

    /** Returns the logical volumes that users see. */
    Collection<LvmVolume> volumes() {
        return volumes.values();
    }

    /** Returns the physical volumes that are not there, or may be old. */
    List<LvmPhysicalVolume> missing() {
        return metadata.physical().entrySet().stream()
                .filter(entry -> !members.containsKey(entry.getKey()))
                .map(Map.Entry::getValue)
                .toList();
    }

    /** Returns what physical volumes hold, given what logical ones do. */
    Map<DiskRange, FileSystem> physicalVolumes(Map<LvmVolume, FileSystem> contents) {
        Map<DiskRange, FileSystem> found = new HashMap<>();
        members.forEach((name, place) -> found.put(
                place.member().range(),
                new FileSystem(
                        LvmGroups.CONTENT,
                        Optional.of(metadata.group()),
                        Optional.of(LvmGroupCopy.shown(place.volume().id())),
                        Optional.of(map(place, metadata.claims().getOrDefault(name, List.of()), contents)),
                        OptionalLong.empty(),
                        "")));
        return found;
    }

    private AllocationMap map(LvmPlace place, List<LvmMetadata.Claim> claims, Map<LvmVolume, FileSystem> contents) {
        UsedRanges used = new UsedRanges(place.length());
        used.add(0, place.start());
        for (LvmMetadata.Claim claim : claims) {
            long start = place.start() + claim.extent() * metadata.extentSize();
            Optional<AllocationMap> allocation = allocation(claim.volume(), contents);
            if (allocation.isPresent()) {
                add(used, start, claim, allocation.get());
            } else {
                used.add(start, claim.segment().stripeExtents() * metadata.extentSize());
            }
        }
        used.add(place.end(), place.length() - place.end());
        return used.build();
    }

    private Optional<AllocationMap> allocation(LvmLogicalVolume volume, Map<LvmVolume, FileSystem> contents) {
        return Optional.ofNullable(volumes.get(volume.name()))
                .filter(v -> v.problem().isEmpty())
                .flatMap(v -> Optional.ofNullable(contents.get(v)))
                .flatMap(FileSystem::allocation);
    }

    private void add(UsedRanges used, long start, LvmMetadata.Claim claim, AllocationMap allocation) {
        LvmStripes stripes = layout(claim.volume()).stripes(claim.segment());
        for (Extent extent : allocation.extents(stripes.start(), stripes.end() - stripes.start())) {
            long from = stripes.before(claim.number(), extent.offset() - stripes.start());
            long to = stripes.before(claim.number(), extent.end() - stripes.start());
            used.add(start + from, to - from);
        }
    }
}
