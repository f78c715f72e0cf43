package dev.smc.core.internal.volume.lvm;

import dev.smc.core.internal.disk.DiskRange;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Where a logical volume lies.
 *
 * @param members those physical volumes of the group that are there, by name
 */
record LvmLayout(LvmMetadata metadata, Map<String, LvmPlace> members, LvmLogicalVolume volume) {

    /** Returns why it cannot be read, if so. */
    Optional<String> problem() {
        for (LvmSegment segment : volume.segments()) {
            if (!segment.type().equals(LvmSegment.STRIPED)) {
                return Optional.of("it is of type " + segment.type() + ", which is not understood");
            }
            for (LvmSegment.Stripe stripe : segment.stripes()) {
                LvmPhysicalVolume physical = metadata.physical().get(stripe.volume());
                if (physical == null) {
                    return Optional.of("it is built on the logical volume " + stripe.volume());
                }
                if (!members.containsKey(stripe.volume())) {
                    return Optional.of("physical volume " + LvmGroupCopy.shown(physical.id()) + ", once "
                            + physical.device() + ", is missing");
                }
            }
            // The kernel takes no others.
            if (segment.stripeSize() > 0 && stripeLength(segment) % segment.stripeSize() != 0) {
                return Optional.of("its stripes of " + segment.stripeSize() + " bytes do not fit its extents");
            }
        }
        return Optional.empty();
    }

    private long stripeLength(LvmSegment segment) {
        return segment.stripeExtents() * metadata.extentSize();
    }

    /** Returns the volume as its guest sees it, if it can be read. */
    Optional<DiskRange> content(String name) {
        if (problem().isPresent()) {
            return Optional.empty();
        }
        List<LvmStripes> stripes = new ArrayList<>();
        for (LvmSegment segment : volume.segments()) {
            stripes.add(stripes(segment));
        }
        LvmSource source = new LvmSource(name, stripes);
        return Optional.of(new DiskRange(source, 0, source.size()));
    }

    /** Returns the stripes of a segment of a volume that can be read. */
    LvmStripes stripes(LvmSegment segment) {
        long turn = segment.stripes().size() == 1 ? stripeLength(segment) : segment.stripeSize();
        return new LvmStripes(segment.start() * metadata.extentSize(), turn, places(segment));
    }

    /**
     * Returns all that lies on physical volumes that are there, also of the hidden volumes that it is built on.
     *
     * @param seen the hidden volumes that belong to others, to which those found are added
     */
    List<DiskRange> places(Set<String> seen) {
        List<DiskRange> places = new ArrayList<>();
        Deque<LvmLogicalVolume> open = new ArrayDeque<>(List.of(volume));
        while (!open.isEmpty()) {
            LvmLogicalVolume next = open.remove();
            next.segments().forEach(segment -> places.addAll(places(segment)));
            next.strings().stream()
                    .map(name -> Optional.ofNullable(metadata.logical().get(name)))
                    .flatMap(Optional::stream)
                    .filter(below -> !below.isVisible() && seen.add(below.name()))
                    .forEach(open::add);
        }
        return places;
    }

    private List<DiskRange> places(LvmSegment segment) {
        List<DiskRange> places = new ArrayList<>();
        for (LvmSegment.Stripe stripe : segment.stripes()) {
            LvmPlace place = members.get(stripe.volume());
            if (place != null) {
                places.add(place.extents(stripe.extent(), segment.stripeExtents()));
            }
        }
        return places;
    }
}
