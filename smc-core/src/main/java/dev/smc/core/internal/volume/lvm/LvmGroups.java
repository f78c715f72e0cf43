package dev.smc.core.internal.volume.lvm;

import dev.smc.core.internal.disk.DiskRange;
import dev.smc.core.internal.filesystem.FileSystem;
import dev.smc.core.internal.filesystem.UnmappableException;
import dev.smc.spi.disk.BlockSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The volume groups of a server, put together from its physical volumes. Where anything about a group is damaged, unknown or
 * contradictory, all of its physical volumes count as used in full.
 */
public final class LvmGroups {
    static final String CONTENT = "lvm2";

    /** What a physical volume is taken for before its group is looked for. */
    public static final FileSystem PHYSICAL_VOLUME =
            FileSystem.unmapped(CONTENT, "the volume group it is a part of was not looked for");

    private final LvmWarnings warnings = new LvmWarnings();
    private final LvmCopies copies = new LvmCopies(warnings);
    private final Map<DiskRange, FileSystem> unmapped = new HashMap<>();
    private final List<LvmMember> members = new ArrayList<>();
    private final Map<LvmMember, Set<String>> named = new HashMap<>();
    private final Map<LvmMember, String> untrusted = new HashMap<>();
    private final List<LvmGroup> groups = new ArrayList<>();

    private LvmGroups() {}

    /**
     * Reads the metadata of groups.
     *
     * @param physicalVolumes what bears the mark of a physical volume, on all disks of the server
     */
    public static LvmGroups read(List<DiskRange> physicalVolumes) {
        LvmGroups found = new LvmGroups();
        physicalVolumes.forEach(found::addMember);
        found.copies.warnOfOld();
        found.members.forEach(found::checkMember);
        found.copies.newest().forEach(found::addGroup);
        return found;
    }

    private void addMember(DiskRange range) {
        try {
            LvmMember member = new LvmMember(range, LvmLabel.read(range));
            members.add(member);
            try {
                named.put(member, copies.read(member));
            } catch (UnmappableException e) {
                untrusted.put(member, e.reason());
            }
        } catch (UnmappableException e) {
            unmapped.put(range, FileSystem.unmapped(CONTENT, e.reason()));
        }
    }

    private void checkMember(LvmMember member) {
        String id = member.label().id();
        Set<String> listedBy = copies.newest().stream()
                .filter(copy -> copy.members().contains(id))
                .map(LvmGroupCopy::id)
                .collect(Collectors.toCollection(TreeSet::new));
        if (members.stream().filter(other -> other.label().id().equals(id)).count() > 1) {
            untrusted.put(member, "there is another one with the same identifier");
        } else if (listedBy.size() > 1) {
            untrusted.put(member, "it is in several volume groups");
        } else if (!listedBy.isEmpty() && !listedBy.containsAll(named.getOrDefault(member, Set.of()))) {
            untrusted.put(member, "by its own metadata it is in another volume group");
        }
        String reason = listedBy.isEmpty() ? "it is in no volume group whose metadata was found" : "";
        unmap(member, Optional.empty(), untrusted.getOrDefault(member, reason));
    }

    private void unmap(LvmMember member, Optional<String> group, String reason) {
        unmapped.put(
                member.range(),
                new FileSystem(
                        CONTENT,
                        group,
                        Optional.of(LvmGroupCopy.shown(member.label().id())),
                        Optional.empty(),
                        PHYSICAL_VOLUME.sizeBytes(),
                        reason));
    }

    private void addGroup(LvmGroupCopy copy) {
        Map<String, LvmMember> present = new LinkedHashMap<>();
        members.stream()
                .filter(member -> copy.members().contains(member.label().id()))
                .forEach(member -> present.put(member.label().id(), member));
        String prefix = "its volume group " + copy.group();
        try {
            Optional<String> problem = copies.problem(copy);
            UnmappableException.check(problem.isEmpty(), problem.orElse(""));
            for (LvmMember member : present.values()) {
                if (untrusted.containsKey(member)) {
                    throw new UnmappableException("of its physical volume "
                            + LvmGroupCopy.shown(member.label().id()) + ": " + untrusted.get(member));
                }
            }
            LvmGroup group = new LvmGroup(LvmMetadata.parse(copy), present);
            present.values()
                    .forEach(member -> unmap(
                            member,
                            Optional.of(copy.group()),
                            prefix + " was changed without it, so that it may be old"));
            warnOfMissing(group, present.values().iterator().next());
            groups.add(group);
        } catch (UnmappableException e) {
            present.values()
                    .forEach(member ->
                            unmap(member, Optional.of(copy.group()), prefix + " is not understood: " + e.reason()));
        }
    }

    private void warnOfMissing(LvmGroup group, LvmMember any) {
        for (LvmPhysicalVolume missing : group.missing()) {
            warnings.add(
                    any,
                    "its volume group " + group.name() + " lacks physical volume " + LvmGroupCopy.shown(missing.id())
                            + ", once " + missing.device() + "; logical volumes on that count as used in full");
        }
    }

    /** Returns the logical volumes that users see. */
    public List<LvmVolume> volumes() {
        return groups.stream().flatMap(group -> group.volumes().stream()).toList();
    }

    /**
     * Returns what physical volumes hold.
     *
     * @param contents what those logical volumes hold that can be read
     */
    public Map<DiskRange, FileSystem> physicalVolumes(Map<LvmVolume, FileSystem> contents) {
        Map<DiskRange, FileSystem> found = new HashMap<>(unmapped);
        groups.forEach(group -> found.putAll(group.physicalVolumes(contents)));
        return found;
    }

    /** Returns what users should know of the physical volumes on a disk. */
    public List<String> warnings(BlockSource disk) {
        return warnings.of(disk);
    }
}
