package dev.smc.core.internal.volume.lvm;

import dev.smc.core.internal.filesystem.UnmappableException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the newest metadata of a volume group says. Whatever in it is not understood, or contradicts itself, is an error, because it
 * may be that which says that an extent is in use.
 *
 * @param group the name of the group
 * @param extentSize in bytes
 * @param physical its physical volumes by the names that segments call them
 * @param logical its logical volumes by their names
 * @param claims what lies on each physical volume, by its name, in the order in which it lies there, and what on logical ones
 */
record LvmMetadata(
        String group,
        long extentSize,
        Map<String, LvmPhysicalVolume> physical,
        Map<String, LvmLogicalVolume> logical,
        Map<String, List<Claim>> claims) {
    /** What offsets and sizes are counted in, whatever the disks have. */
    static final int SECTOR = 512;

    private static final Set<String> KNOWN =
            Set.of("RESIZEABLE", "READ", "WRITE", "WRITE_LOCKED", "NOAUTOACTIVATE", "EXPORTED");

    /**
     * A stripe of a segment, on a physical volume.
     *
     * @param number of the stripe in the segment
     */
    record Claim(LvmLogicalVolume volume, LvmSegment segment, int number) {
        long extent() {
            return segment.stripes().get(number).extent();
        }

        long end() {
            return extent() + segment.stripeExtents();
        }
    }

    static LvmMetadata parse(LvmGroupCopy copy) throws UnmappableException {
        LvmSection section = copy.section();
        checkStatus(section, KNOWN);
        long extentSize = section.number("extent_size", LvmSection.LARGEST_COUNT) * SECTOR;
        UnmappableException.check(extentSize > 0, "its extents have 0 bytes");
        Map<String, LvmPhysicalVolume> physical = new LinkedHashMap<>();
        for (Map.Entry<String, LvmSection> entry :
                section.sections("physical_volumes").entrySet()) {
            LvmPhysicalVolume volume = LvmPhysicalVolume.parse(entry.getValue());
            UnmappableException.check(
                    volume.extents() <= (Long.MAX_VALUE - volume.start()) / extentSize,
                    "its physical volume " + entry.getKey() + " has " + volume.extents() + " extents");
            physical.put(entry.getKey(), volume);
        }
        Map<String, LvmLogicalVolume> logical = new LinkedHashMap<>();
        for (Map.Entry<String, LvmSection> entry :
                section.sections("logical_volumes").entrySet()) {
            LvmLogicalVolume volume = LvmLogicalVolume.parse(entry.getKey(), entry.getValue());
            UnmappableException.check(
                    volume.extents() <= Long.MAX_VALUE / extentSize,
                    "its logical volume " + entry.getKey() + " has " + volume.extents() + " extents");
            logical.put(entry.getKey(), volume);
        }
        Map<String, List<Claim>> claims = claims(physical, logical);
        return new LvmMetadata(copy.group(), extentSize, physical, logical, claims);
    }

    /** Checks that nothing is said of something that is not known. */
    static void checkStatus(LvmSection section, Set<String> known) throws UnmappableException {
        for (String status : section.texts("status")) {
            UnmappableException.check(known.contains(status), "its status, or that of a part of it, is " + status);
        }
    }

    private static Map<String, List<Claim>> claims(
            Map<String, LvmPhysicalVolume> physical, Map<String, LvmLogicalVolume> logical) throws UnmappableException {
        Map<String, List<Claim>> claims = new LinkedHashMap<>();
        for (LvmLogicalVolume volume : logical.values()) {
            for (LvmSegment segment : volume.segments()) {
                UnmappableException.check(
                        !segment.stripes().isEmpty()
                                || segment.strings().stream().noneMatch(physical::containsKey),
                        "its logical volume " + volume.name() + " of type " + segment.type()
                                + " lies on a physical volume");
                for (int i = 0; i < segment.stripes().size(); i++) {
                    String name = segment.stripes().get(i).volume();
                    UnmappableException.check(
                            physical.containsKey(name) || logical.containsKey(name),
                            "its logical volume " + volume.name() + " lies on " + name + ", which is not there");
                    claims.computeIfAbsent(name, n -> new ArrayList<>()).add(new Claim(volume, segment, i));
                }
            }
        }
        for (Map.Entry<String, LvmPhysicalVolume> entry : physical.entrySet()) {
            List<Claim> onIt = claims.getOrDefault(entry.getKey(), new ArrayList<>());
            onIt.sort(Comparator.comparingLong(Claim::extent));
            check(entry.getKey(), entry.getValue().extents(), onIt);
        }
        return claims;
    }

    private static void check(String name, long extents, List<Claim> claims) throws UnmappableException {
        long end = 0;
        for (Claim claim : claims) {
            UnmappableException.check(
                    claim.extent() >= end,
                    "extent " + claim.extent() + " of its physical volume " + name + " is in use twice");
            end = claim.end();
        }
        UnmappableException.check(
                end <= extents,
                "extent " + end + " of its physical volume " + name + ", which has " + extents + ", is in use");
    }
}
