package dev.smc.core.internal.plan;

import dev.smc.api.model.PartitionTable;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The numbers that partitions have in the table of one disk. They keep theirs as far as they can, for boot loaders go by them. */
final class Numbers {
    private static final int PRIMARY = 4;
    private static final int MOST = 128;

    private final int disk;
    private final PartitionTable table;
    private final Violations violations;
    private final Set<Integer> taken = new HashSet<>();

    Numbers(int disk, PartitionTable table, Violations violations) {
        this.disk = disk;
        this.table = table;
        this.violations = violations;
    }

    /** Returns the numbers, in the order of the places. */
    List<Integer> of(List<Placement.Place> places) {
        boolean mbr = table == PartitionTable.MBR;
        List<Arrival> arrivals = places.stream().map(Placement.Place::arrival).toList();
        boolean hasLogical = mbr && arrivals.stream().anyMatch(a -> a.stays() && a.isNumberedAsLogical());
        arrivals.stream()
                .filter(a -> a.stays() && !(mbr && a.isNumberedAsLogical()))
                .forEach(a -> taken.add(a.from().index()));
        List<Integer> numbers = new ArrayList<>();
        int logical = PRIMARY;
        for (Arrival arrival : arrivals) {
            if (mbr && arrival.stays() && arrival.isNumberedAsLogical()) {
                numbers.add(++logical);
                checkPinned(arrival, logical);
            } else {
                numbers.add(arrival.stays() ? arrival.from().index() : free(arrival, mbr, hasLogical));
            }
        }
        return numbers;
    }

    private void checkPinned(Arrival arrival, int number) {
        violations.require(
                !arrival.isPinned() || number == arrival.from().index(),
                arrival.path(),
                "would become partition " + number + ", but the server may not start then; keep the logical partitions"
                        + " before it");
    }

    private int free(Arrival arrival, boolean mbr, boolean hasLogical) {
        int most = mbr ? PRIMARY : MOST;
        int room = most - (hasLogical ? 1 : 0);
        if (taken.size() >= room) {
            violations.add(
                    arrival.path(),
                    "is to move to disk " + disk + ", whose " + table + " table has all its " + most
                            + " partitions; choose another disk");
            return arrival.from().index();
        }
        int number = arrival.from().index() <= most ? arrival.from().index() : 1;
        while (!taken.add(number)) {
            number = number % most + 1;
        }
        return number;
    }
}
