package dev.smc.core.internal.volume.lvm;

import dev.smc.core.internal.filesystem.UnmappableException;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A copy of the metadata of a volume group, as far as it takes to tell which copy counts.
 *
 * @param group the name of the group
 * @param id its identifier
 * @param number which grows with every change
 * @param members the identifiers of its physical volumes
 * @param section all that is said of the group
 * @param length of the text
 */
record LvmGroupCopy(String group, String id, long number, Set<String> members, LvmSection section, int length) {
    /** An identifier without its dashes. */
    static final Pattern ID = Pattern.compile("[0-9a-zA-Z!#]{32}");

    private static final Pattern DASHES = Pattern.compile("(.{6})-(.{4})-(.{4})-(.{4})-(.{4})-(.{4})-(.{6})");
    private static final Pattern WITHOUT = Pattern.compile("(.{6})(.{4})(.{4})(.{4})(.{4})(.{4})(.{6})");

    static LvmGroupCopy parse(String text) throws UnmappableException {
        LvmSection root = LvmText.parse(text);
        UnmappableException.check(
                root.text("contents").equals("Text Format Volume Group") && root.number("version", 1) == 1,
                "its metadata is of a version that is not understood");
        UnmappableException.check(
                root.sections().size() == 1,
                "its metadata has " + root.sections().size() + " volume groups");
        Map.Entry<String, LvmSection> found =
                root.sections().entrySet().iterator().next();
        LvmSection group = found.getValue();
        Set<String> members = new HashSet<>();
        for (LvmSection member : group.sections("physical_volumes").values()) {
            UnmappableException.check(members.add(id(member)), "its metadata has a physical volume twice");
        }
        return new LvmGroupCopy(
                found.getKey(),
                id(group),
                group.number("seqno", LvmSection.LARGEST_COUNT),
                Set.copyOf(members),
                group,
                text.length());
    }

    /** Returns a copy that takes little memory. */
    LvmGroupCopy withoutContent() {
        return new LvmGroupCopy(group, id, number, members, new LvmSection(), 0);
    }

    boolean isSameAs(LvmGroupCopy other) {
        return group.equals(other.group) && section.equals(other.section);
    }

    /** Returns the identifier of what a section describes. */
    static String id(LvmSection section) throws UnmappableException {
        String written = section.text("id");
        Matcher dashes = DASHES.matcher(written);
        String id = dashes.matches() ? dashes.replaceFirst("$1$2$3$4$5$6$7") : written;
        UnmappableException.check(ID.matcher(id).matches(), "the id in its metadata is " + written);
        return id;
    }

    /** Returns an identifier as LVM2 shows it. */
    static String shown(String id) {
        return WITHOUT.matcher(id).replaceFirst("$1-$2-$3-$4-$5-$6-$7");
    }
}
