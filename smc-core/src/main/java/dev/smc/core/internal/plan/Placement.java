package dev.smc.core.internal.plan;

import dev.smc.api.model.DiskLayout;
import dev.smc.api.model.PartitionTable;
import dev.smc.core.internal.partition.GptWriter;
import dev.smc.core.internal.partition.MbrWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Where the partitions of one disk come to lie. They stay where they are while there is room; one that gives way starts at a multiple
 * of 1 MiB. Only if they do not fit so, on the disk or
 * between those that must stay, are they moved together.
 */
final class Placement {
    /** What partitioning tools align to, so that no cluster lies across blocks of the storage. */
    private static final long ALIGNMENT = 1 << 20;

    private final int disk;
    private final DiskLayout layout;
    private final long size;
    private final List<Arrival> arrivals;
    private final Violations violations;

    /** An arrival, and its first byte on the target. */
    record Place(Arrival arrival, long start) {
        long end() {
            return start + arrival.size();
        }
    }

    /**
     * Prepares to place.
     *
     * @param size of the disk on the target
     */
    Placement(int disk, DiskLayout layout, long size, List<Arrival> arrivals, Violations violations) {
        this.disk = disk;
        this.layout = layout;
        this.size = size;
        this.arrivals = arrivals;
        this.violations = violations;
    }

    List<Place> places() {
        List<Place> places = place(false);
        if (!fits(places)) {
            List<Place> closer = place(true);
            places = fits(closer) || end(places) > usableEnd() ? closer : places;
        }
        checkEnd(places);
        places.forEach(this::checkPinned);
        checkLogical(places);
        return places;
    }

    private boolean fits(List<Place> places) {
        return end(places) <= usableEnd() && places.stream().noneMatch(this::isDisplaced);
    }

    /** Returns whether it would start elsewhere, but must not. */
    private boolean isDisplaced(Place place) {
        Arrival arrival = place.arrival();
        return mustStay(arrival)
                && arrival.stays()
                && place.start() != arrival.from().startBytes();
    }

    /** What the server starts from can start elsewhere, if its boot loader is told. */
    private boolean mustStay(Arrival arrival) {
        return arrival.isPinned() && !layout.relocatable();
    }

    private List<Place> place(boolean together) {
        List<Place> places = new ArrayList<>();
        long position = firstUsable();
        for (Arrival arrival : arrivals) {
            boolean logical = isLogical(arrival);
            long free = aligned(Math.max(position, ALIGNMENT)) + (logical ? ALIGNMENT : 0);
            // A logical partition has a boot record of its own before it.
            long earliest = logical ? position + layout.sectorSize() : position;
            boolean canStay = arrival.stays() && arrival.from().startBytes() >= earliest;
            boolean stays = canStay
                    && (!together || mustStay(arrival) || free >= arrival.from().startBytes());
            Place place = new Place(arrival, stays ? arrival.from().startBytes() : free);
            places.add(place);
            position = place.end();
        }
        return places;
    }

    private boolean isLogical(Arrival arrival) {
        return isMbr() && arrival.stays() && arrival.isNumberedAsLogical();
    }

    private boolean isMbr() {
        return layout.partitionTable() == PartitionTable.MBR;
    }

    private static long aligned(long offset) {
        return (offset + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    }

    private static long end(List<Place> places) {
        return places.isEmpty() ? 0 : places.get(places.size() - 1).end();
    }

    private long firstUsable() {
        return isMbr() ? layout.sectorSize() : GptWriter.firstUsable(layout.sectorSize());
    }

    private long usableEnd() {
        return size - tail();
    }

    /** Returns how many bytes at the end of the disk the table takes. */
    private long tail() {
        return isMbr() ? 0 : GptWriter.tail(size, layout.sectorSize());
    }

    private void checkEnd(List<Place> places) {
        long end = end(places);
        if (end > usableEnd()) {
            violations.add(
                    Violations.disk(disk),
                    "its partitions end at byte " + end + ", beyond the " + usableEnd() + " that a disk of " + size
                            + " bytes has for them; give it at least " + aligned(end + tail())
                            + " bytes, make partitions smaller, or move some to another disk");
        } else if (isMbr() && end > MbrWriter.limit(layout.sectorSize())) {
            violations.add(
                    Violations.disk(disk),
                    "its partitions end at byte " + end + ", but an MBR cannot describe what lies beyond "
                            + MbrWriter.limit(layout.sectorSize()) + "; make them smaller, or move some to a GPT disk");
        }
    }

    private void checkPinned(Place place) {
        Arrival arrival = place.arrival();
        if (isDisplaced(place)) {
            violations.add(
                    arrival.path(),
                    "is a " + arrival.from().role().name().toLowerCase(Locale.ROOT)
                            + " partition, and would have to start at byte " + place.start() + " instead of "
                            + arrival.from().startBytes()
                            + ", but the server may not start then; put what grows behind it, or on another disk");
        }
    }

    /** An extended partition is one piece, so nothing else can lie in the middle. */
    private void checkLogical(List<Place> places) {
        int first = -1;
        int last = -1;
        for (int i = 0; i < places.size(); i++) {
            if (isLogical(places.get(i).arrival())) {
                first = first < 0 ? i : first;
                last = i;
            }
        }
        for (int i = first + 1; first >= 0 && i < last; i++) {
            Arrival between = places.get(i).arrival();
            violations.require(
                    isLogical(between),
                    between.path(),
                    "would lie between logical partitions, which must lie together; put it before or behind them");
        }
    }
}
