package dev.smc.core.internal.volume.lvm;

import dev.smc.core.internal.filesystem.UnmappableException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The copies of the metadata of all groups. One whose checksum is wrong is passed over, as LVM2 does it; one whose checksum is right
 * and that is not understood is not, because it may be the newest. Not thread-safe.
 */
final class LvmCopies {
    /** How long the texts of all groups may be together, so that memory is bounded however many groups there are. */
    private static final long MOST_TEXT = 16 << 20;

    /** Which copy was found where. */
    private record Found(LvmMember member, String group, long number) {}

    private final Map<String, LvmGroupCopy> newest = new LinkedHashMap<>();
    private final Map<String, String> problems = new HashMap<>();
    private final List<Found> all = new ArrayList<>();
    private final LvmWarnings warnings;
    private long text;

    LvmCopies(LvmWarnings warnings) {
        this.warnings = warnings;
    }

    /** Reads the copies on a physical volume, and returns the identifiers of the groups that they are of. */
    Set<String> read(LvmMember member) throws UnmappableException {
        Set<String> groups = new TreeSet<>();
        int number = 0;
        for (LvmLabel.Area area : member.label().metadata()) {
            number++;
            Optional<String> found = Optional.empty();
            try {
                found = LvmMetadataArea.read(member.range(), area);
            } catch (LvmMetadataArea.DamagedException e) {
                warnings.add(member, "copy " + number + " of its metadata is damaged: " + e.reason());
            }
            if (found.isPresent()) {
                LvmGroupCopy copy = LvmGroupCopy.parse(found.get());
                UnmappableException.check(
                        copy.members().contains(member.label().id()), "its own metadata does not know it");
                add(copy);
                groups.add(copy.id());
                all.add(new Found(member, copy.id(), copy.number()));
            }
        }
        return groups;
    }

    private void add(LvmGroupCopy copy) {
        LvmGroupCopy before = newest.get(copy.id());
        if (before == null || before.number() < copy.number()) {
            text += copy.length() - (before == null ? 0 : before.length());
            if (text <= MOST_TEXT) {
                newest.put(copy.id(), copy);
                problems.remove(copy.id());
            } else {
                text -= copy.length();
                newest.put(copy.id(), copy.withoutContent());
                problems.put(copy.id(), "the metadata of all groups together is too long");
            }
        } else if (before.number() == copy.number() && !before.isSameAs(copy)) {
            problems.put(copy.id(), "two copies of its metadata, both of number " + copy.number() + ", differ");
        }
    }

    /** Returns the newest copy of each group. */
    Collection<LvmGroupCopy> newest() {
        return newest.values();
    }

    /** Returns why the newest copy of a group cannot be believed, if so. */
    Optional<String> problem(LvmGroupCopy copy) {
        return Optional.ofNullable(problems.get(copy.id()));
    }

    /** Warns of those that are older than others. */
    void warnOfOld() {
        for (Found found : all) {
            LvmGroupCopy best = newest.get(found.group());
            if (best != null && found.number() < best.number()) {
                warnings.add(
                        found.member(),
                        "a copy of its metadata is old: it has number " + found.number() + ", the newest has "
                                + best.number());
            }
        }
    }
}
