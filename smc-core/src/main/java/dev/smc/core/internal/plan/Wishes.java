package dev.smc.core.internal.plan;

import dev.smc.api.model.DiskLayout;
import dev.smc.api.model.DiskPlan;
import dev.smc.api.model.PartitionInfo;
import dev.smc.api.model.PartitionPlan;
import dev.smc.api.model.PartitionTable;
import dev.smc.api.model.PlannedPartition;
import dev.smc.api.model.SkippedItem;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** What a plan wants, brought together with what is on the source. */
final class Wishes {
    /** ECS takes one system disk and 16 data disks. */
    private static final int MOST_DISKS = 17;

    private static final String REASON = "left out by the plan";

    private final List<DiskLayout> source;
    private final PartitionPlan plan;
    private final Violations violations;
    /** By disk of the target: those that stay, then those that come from other disks. */
    private final Map<Integer, List<Arrival>> staying = new TreeMap<>();

    private final Map<Integer, List<Arrival>> moving = new TreeMap<>();
    private final Map<Integer, DiskPlan> kept = new TreeMap<>();
    private final List<SkippedItem> skipped = new ArrayList<>();

    Wishes(List<DiskLayout> source, PartitionPlan plan, Violations violations) {
        this.source = source;
        this.plan = plan;
        this.violations = violations;
        disks();
        partitions();
    }

    private void disks() {
        Set<Integer> seen = new HashSet<>();
        for (DiskPlan disk : plan.disks()) {
            String path = Violations.disk(disk.index());
            violations.require(seen.add(disk.index()), path, "is planned twice; plan it once");
            if (!isDisk(disk.index())) {
                violations.add(path, "there is no such disk; the source has disks 0 to " + (source.size() - 1));
            } else if (!disk.leftOut()) {
                kept.putIfAbsent(disk.index(), disk);
            } else {
                skipped.add(SkippedItem.of(s -> s.name("disk " + disk.index()).reason(REASON)));
            }
        }
        for (int i = 0; i < source.size(); i++) {
            violations.require(
                    seen.contains(i), Violations.disk(i), "is not planned; a plan names every disk, also one left out");
        }
        violations.require(
                kept.containsKey(0) || !seen.contains(0),
                Violations.disk(0),
                "is the system disk and cannot be left out");
        long planned = plan.disks().stream().filter(disk -> !disk.leftOut()).count();
        violations.require(
                planned <= MOST_DISKS,
                "plan",
                "has " + (planned - 1) + " data disks, but a server can have at most " + (MOST_DISKS - 1)
                        + "; leave some out");
    }

    private boolean isDisk(int index) {
        return index >= 0 && index < source.size();
    }

    private void partitions() {
        Set<Integer> planned = new HashSet<>();
        for (DiskPlan disk : plan.disks()) {
            // A second plan of a disk is a mistake of its own, and must not seem to bring its partitions once more.
            if (!isDisk(disk.index()) || !planned.add(disk.index())) {
                continue;
            }
            DiskLayout layout = source.get(disk.index());
            Set<Integer> seen = new HashSet<>();
            for (PlannedPartition wish : disk.partitions()) {
                String path = Violations.partition(disk.index(), wish.index());
                if (!seen.add(wish.index())) {
                    violations.add(path, "is planned twice; plan it once");
                    continue;
                }
                find(layout, wish.index())
                        .ifPresentOrElse(
                                from -> arrive(disk, from, wish),
                                () -> violations.add(
                                        path,
                                        "there is no such partition; the disk has "
                                                + layout.partitions().stream()
                                                        .map(PartitionInfo::index)
                                                        .toList()));
            }
            for (PartitionInfo partition : layout.partitions()) {
                violations.require(
                        seen.contains(partition.index()),
                        Violations.partition(disk.index(), partition.index()),
                        "is not planned; a plan names every partition, also one left out");
            }
        }
    }

    private static Optional<PartitionInfo> find(DiskLayout layout, int index) {
        return layout.partitions().stream().filter(p -> p.index() == index).findFirst();
    }

    private void arrive(DiskPlan disk, PartitionInfo from, PlannedPartition wish) {
        int target = wish.toDisk().orElse(disk.index());
        boolean stays = target == disk.index();
        boolean gone = wish.leftOut() || (stays && disk.leftOut());
        Arrival arrival = new Arrival(disk.index(), from, wish, stays);
        violations.require(
                !wish.leftOut() || wish.toDisk().isEmpty(),
                arrival.path(),
                "is to be left out, but also to move to disk " + target + "; decide for one");
        if (arrival.isPinned() && (gone || !stays)) {
            violations.add(
                    arrival.path(),
                    "is a " + from.role().name().toLowerCase(Locale.ROOT)
                            + " partition, without which the server does not start; leave it on disk "
                            + disk.index());
        }
        if (gone) {
            if (!disk.leftOut()) {
                skipped.add(SkippedItem.of(s -> s.name(arrival.name()).reason(REASON)));
            }
            return;
        }
        Resizing.check(arrival, source.get(disk.index()).sectorSize(), violations);
        if (stays) {
            staying.computeIfAbsent(target, i -> new ArrayList<>()).add(arrival);
        } else if (checkMove(arrival, target)) {
            moving.computeIfAbsent(target, i -> new ArrayList<>()).add(arrival);
        }
    }

    private boolean checkMove(Arrival arrival, int target) {
        if (!isDisk(target) || !kept.containsKey(target)) {
            violations.add(
                    arrival.path(),
                    "is to move to disk " + target + ", which " + (isDisk(target) ? "is left out" : "there is not")
                            + "; choose one of " + kept.keySet());
            return false;
        }
        DiskLayout from = source.get(arrival.fromDisk());
        if (from.fixedBecause().isPresent()) {
            violations.add(arrival.path(), "cannot move: " + from.fixedBecause().get() + "; leave it where it is");
            return false;
        }
        DiskLayout to = source.get(target);
        if (to.partitionTable() == PartitionTable.NONE) {
            violations.add(
                    arrival.path(),
                    "is to move to disk " + target + ", which has no partition table; choose another disk");
            return false;
        }
        if (from.sectorSize() != to.sectorSize()) {
            violations.add(
                    arrival.path(),
                    "is to move to disk " + target + ", which has sectors of " + to.sectorSize() + " bytes instead of "
                            + from.sectorSize() + "; choose a disk with the same");
            return false;
        }
        if (Types.translate(arrival.from(), from.partitionTable(), to.partitionTable())
                .isEmpty()) {
            violations.add(
                    arrival.path(),
                    "is to move to disk " + target + ", whose table is " + to.partitionTable()
                            + ", but its type " + arrival.from().type() + " has no like there; choose a disk with "
                            + from.partitionTable());
            return false;
        }
        return true;
    }

    /** Returns the disks that are not left out. */
    Map<Integer, DiskPlan> kept() {
        return kept;
    }

    /** Returns what comes to a disk, in the order in which it shall lie there. */
    List<Arrival> arrivals(int disk) {
        List<Arrival> all = new ArrayList<>(staying.getOrDefault(disk, List.of()));
        all.addAll(moving.getOrDefault(disk, List.of()));
        return all;
    }

    /** Returns all that is kept. */
    List<Arrival> arrivals() {
        return kept.keySet().stream().flatMap(disk -> arrivals(disk).stream()).toList();
    }

    List<SkippedItem> skipped() {
        return skipped;
    }
}
