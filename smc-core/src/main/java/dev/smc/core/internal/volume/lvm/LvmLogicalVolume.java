package dev.smc.core.internal.volume.lvm;

import dev.smc.core.internal.filesystem.UnmappableException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A logical volume as the metadata of its group describes it.
 *
 * @param status what is said of it, such as {@code VISIBLE}
 * @param segments in their order, without gaps
 */
record LvmLogicalVolume(String name, List<String> status, List<LvmSegment> segments) {
    /** While extents are moved, they are in two places. */
    private static final Set<String> MOVING = Set.of("PVMOVE", "LOCKED");

    private static final Set<String> PLAIN = Set.of("READ", "WRITE", "VISIBLE", "FIXED_MINOR");

    static LvmLogicalVolume parse(String name, LvmSection section) throws UnmappableException {
        List<String> status = section.texts("status");
        UnmappableException.check(
                status.stream().noneMatch(MOVING::contains),
                "extents of its logical volume " + name + " are being moved");
        List<LvmSegment> segments = new ArrayList<>();
        for (LvmSection segment : section.sections().values()) {
            segments.add(LvmSegment.parse(segment));
        }
        segments.sort(Comparator.comparingLong(LvmSegment::start));
        long end = 0;
        for (LvmSegment segment : segments) {
            UnmappableException.check(
                    segment.start() == end, "its logical volume " + name + " has a gap or overlap at extent " + end);
            end += segment.count();
        }
        UnmappableException.check(
                section.number("segment_count", LvmSection.LARGEST_COUNT) == segments.size() && end > 0,
                "its logical volume " + name + " has " + segments.size() + " segments, not as many as it says");
        return new LvmLogicalVolume(name, status, List.copyOf(segments));
    }

    boolean isVisible() {
        return status.contains("VISIBLE");
    }

    /** Returns whether nothing is said of it that tells of an unusual state. */
    boolean isPlain() {
        return PLAIN.containsAll(status);
    }

    long extents() {
        return segments.stream().mapToLong(LvmSegment::count).sum();
    }

    /** Returns all strings in its segments. */
    Set<String> strings() {
        Set<String> strings = new HashSet<>();
        segments.forEach(segment -> strings.addAll(segment.strings()));
        return strings;
    }
}
