package dev.smc.core.internal.volume.lvm;

import dev.smc.core.internal.filesystem.UnmappableException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A segment of a logical volume.
 *
 * @param start its first logical extent
 * @param count how many logical extents it has
 * @param type as LVM2 calls it, with its flags; linear ones are of that for stripes, too
 * @param stripeSize what goes to a stripe before it is the next one's turn, in bytes; 0 if there is only one
 * @param stripes where it lies, if it is striped
 * @param store the volume that holds the exceptions, if it is a snapshot
 * @param strings all strings in it but its type, among which are the names of the volumes it is built on
 */
record LvmSegment(
        long start,
        long count,
        String type,
        long stripeSize,
        List<Stripe> stripes,
        Optional<String> store,
        Set<String> strings) {
    static final String STRIPED = "striped";

    /** Which have nothing but logical volumes below them; levels of RAID are known by how they start. */
    private static final Set<String> KNOWN = Set.of(
            STRIPED,
            "mirror",
            "snapshot",
            "thin",
            "thin-pool",
            "cache",
            "cache-pool",
            "writecache",
            "integrity",
            "vdo",
            "vdo-pool",
            "error",
            "zero");

    private static final String RAID = "raid";

    /** LVM2 makes no more. */
    private static final int MOST_STRIPES = 128;

    /** A row of extents of a physical or logical volume. */
    record Stripe(String volume, long extent) {}

    static LvmSegment parse(LvmSection section) throws UnmappableException {
        String type = section.text("type");
        String base = base(type);
        UnmappableException.check(
                KNOWN.contains(base) || base.startsWith(RAID),
                "it has a segment of type " + type + ", which is not known");
        List<Stripe> stripes = base.equals(STRIPED) ? stripes(section) : List.of();
        LvmSegment segment = new LvmSegment(
                section.number("start_extent", LvmSection.LARGEST_COUNT),
                section.number("extent_count", LvmSection.LARGEST_COUNT),
                type,
                stripes.size() > 1 ? section.number("stripe_size", LvmSection.LARGEST_COUNT) * LvmMetadata.SECTOR : 0,
                stripes,
                section.optionalText("cow_store").or(() -> section.optionalText("merging_store")),
                strings(section));
        UnmappableException.check(
                segment.count() > 0 && (stripes.isEmpty() || segment.count() % stripes.size() == 0),
                "it has a segment of " + segment.count() + " extents in " + stripes.size() + " stripes");
        return segment;
    }

    private static List<Stripe> stripes(LvmSection section) throws UnmappableException {
        List<Object> names = section.values().getOrDefault("stripes", List.of());
        long count = section.number("stripe_count", LvmSection.LARGEST_COUNT);
        UnmappableException.check(
                count > 0 && count <= MOST_STRIPES && names.size() == 2 * count,
                "it has a segment of " + count + " stripes, but another list of them");
        List<Stripe> stripes = new ArrayList<>();
        for (int i = 0; i < names.size(); i += 2) {
            if (names.get(i) instanceof String volume
                    && names.get(i + 1) instanceof Long extent
                    && extent >= 0
                    && extent <= LvmSection.LARGEST_COUNT) {
                stripes.add(new Stripe(volume, extent));
            } else {
                throw new UnmappableException("it has a segment with a stripe that is none");
            }
        }
        return List.copyOf(stripes);
    }

    /** Tags are what users like. */
    private static Set<String> strings(LvmSection section) {
        Set<String> strings = new HashSet<>();
        section.values().forEach((name, values) -> {
            if (!name.equals("type") && !name.equals("tags")) {
                values.stream()
                        .filter(String.class::isInstance)
                        .map(String.class::cast)
                        .forEach(strings::add);
            }
        });
        section.sections().values().forEach(inner -> strings.addAll(strings(inner)));
        return Set.copyOf(strings);
    }

    /** Returns the type without flags. */
    String base() {
        return base(type);
    }

    private static String base(String type) {
        int flags = type.indexOf('+');
        return flags < 0 ? type : type.substring(0, flags);
    }

    boolean isRaid() {
        return type.startsWith(RAID);
    }

    /** Returns how many extents each stripe has. */
    long stripeExtents() {
        return count / stripes.size();
    }
}
