package dev.smc.core.internal.plan;

import dev.smc.api.model.DiskLayout;
import dev.smc.api.model.DiskPlan;
import dev.smc.api.model.JobSpec;
import dev.smc.api.model.PartitionInfo;
import dev.smc.api.model.PartitionPlan;
import dev.smc.api.model.PartitionTable;
import dev.smc.api.model.SourceDisk;
import dev.smc.api.model.SourceServer;
import dev.smc.api.model.TargetDisk;
import dev.smc.api.model.TargetLayout;
import dev.smc.api.model.TargetPartition;
import dev.smc.spi.cloud.CloudCapabilities;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Finds out what a partition plan comes to, or everything that is wrong with it. */
public final class Planner {
    private final List<DiskLayout> layouts;
    private final CloudCapabilities cloud;
    private final String region;
    private final Violations violations = new Violations();
    private final Wishes wishes;
    private final List<String> notes = new ArrayList<>();

    private Planner(SourceServer source, PartitionPlan plan, CloudCapabilities cloud, String region) {
        this.layouts = source.disks().stream().map(SourceDisk::layout).toList();
        this.cloud = cloud;
        this.region = region;
        this.wishes = new Wishes(layouts, plan, violations);
    }

    /**
     * Returns what a plan makes of the disks of a source, in a region of a cloud. The same again whenever it is asked for the same.
     *
     * @throws dev.smc.api.error.InvalidSpecException if the plan cannot be carried out; it names everything that is wrong
     */
    public static TargetLayout plan(SourceServer source, PartitionPlan plan, CloudCapabilities cloud, String region) {
        return new Planner(source, plan, cloud, region).layout();
    }

    /** As {@link #plan(SourceServer, PartitionPlan, CloudCapabilities, String)}, for what a job says; without a plan nothing changes. */
    public static TargetLayout plan(SourceServer source, JobSpec spec, CloudCapabilities cloud) {
        PartitionPlan plan = spec.plan().orElseGet(() -> PartitionPlan.of(source));
        return plan(source, plan, cloud, spec.target().region());
    }

    private TargetLayout layout() {
        List<TargetDisk> disks = new ArrayList<>();
        wishes.kept().forEach((index, wish) -> disks.add(disk(index, wish)));
        new Unions(layouts, wishes).check(violations);
        violations.finish();
        return TargetLayout.of(t -> t.disks(disks).skipped(wishes.skipped()).notes(notes));
    }

    private TargetDisk disk(int index, DiskPlan wish) {
        DiskLayout layout = layouts.get(index);
        List<Arrival> arrivals = wishes.arrivals(index);
        TargetSize sizes = TargetSize.of(cloud, region, index);
        if (isUnchanged(layout, wish, arrivals)) {
            long size = sizes.of(index, layout.sizeBytes(), violations);
            List<TargetPartition> same = arrivals.stream()
                    .map(arrival -> partition(
                            arrival, arrival.from().index(), arrival.from().startBytes()))
                    .toList();
            return target(index, size, layout, false, same);
        }
        layout.fixedBecause()
                .ifPresent(reason -> violations.add(
                        Violations.disk(index),
                        "cannot be changed: " + reason + "; leave its size and partitions as they are"));
        long size = wish.sizeBytes() == layout.sizeBytes()
                ? sizes.of(index, layout.sizeBytes(), violations)
                : sizes.planned(index, wish.sizeBytes(), violations);
        if (size <= 0 || size % layout.sectorSize() != 0) {
            violations.add(
                    Violations.disk(index),
                    "must have a positive multiple of " + layout.sectorSize() + " bytes, but is to have " + size);
            return target(index, 0, layout, true, List.of());
        }
        if (layout.partitionTable() == PartitionTable.NONE) {
            return whole(index, size, layout);
        }
        List<Placement.Place> places = new Placement(index, layout, size, arrivals, violations).places();
        List<Integer> numbers = new Numbers(index, layout.partitionTable(), violations).of(places);
        List<TargetPartition> partitions = new ArrayList<>();
        for (int i = 0; i < places.size(); i++) {
            partitions.add(partition(
                    places.get(i).arrival(), numbers.get(i), places.get(i).start()));
            note(index, places.get(i).arrival(), partitions.get(i));
        }
        return target(index, size, layout, true, partitions);
    }

    private static boolean isUnchanged(DiskLayout layout, DiskPlan wish, List<Arrival> arrivals) {
        List<PartitionInfo> inOrder = layout.partitions().stream()
                .sorted(Comparator.comparingLong(PartitionInfo::startBytes))
                .toList();
        return wish.sizeBytes() == layout.sizeBytes()
                && arrivals.stream().noneMatch(Arrival::isResized)
                && arrivals.stream().allMatch(Arrival::stays)
                && arrivals.stream().map(Arrival::from).toList().equals(inOrder);
    }

    private TargetDisk whole(int index, long size, DiskLayout layout) {
        Resizing.checkWhole(index, layout, size, violations);
        if (size > layout.sizeBytes()) {
            notes.add("disk " + index
                    + " has no partition table, so what is on it stays as large as it is; make it larger"
                    + " in the guest");
        }
        return target(index, size, layout, true, List.of());
    }

    private static TargetDisk target(
            int index, long size, DiskLayout layout, boolean changed, List<TargetPartition> partitions) {
        return TargetDisk.of(d -> d.index(index)
                .sizeBytes(size)
                .partitionTable(layout.partitionTable())
                .changed(changed)
                .partitions(partitions));
    }

    private TargetPartition partition(Arrival arrival, int number, long start) {
        PartitionInfo from = arrival.from();
        boolean grows = arrival.size() > from.sizeBytes()
                && arrival.wish().fill()
                && cloud.growableFileSystems().contains(from.content());
        return TargetPartition.of(p -> p.index(number)
                .startBytes(start)
                .sizeBytes(arrival.size())
                .fromDisk(arrival.fromDisk())
                .fromIndex(from.index())
                .content(from.content())
                .label(from.label())
                .grows(grows));
    }

    private void note(int disk, Arrival arrival, TargetPartition partition) {
        PartitionInfo from = arrival.from();
        String name = arrival.name();
        if (partition.sizeBytes() > from.sizeBytes() && !partition.grows()) {
            notes.add(name + ": its " + from.content() + " does not fill the larger partition"
                    + (cloud.growableFileSystems().contains(from.content())
                            ? ", as the plan says"
                            : ": the receiver cannot make it larger; do that in the guest"));
        }
        if (!arrival.stays() || partition.index() != from.index()) {
            notes.add(name + " becomes partition " + partition.index() + " of disk " + disk
                    + ": what names it by device" + (isMbr(disk) || isMbr(arrival.fromDisk()) ? " or PARTUUID" : "")
                    + " instead of UUID or label will not find it");
        }
    }

    /** PARTUUIDs of MBR are made of the signature of the disk and the number of the partition. */
    private boolean isMbr(int disk) {
        return layouts.get(disk).partitionTable() == PartitionTable.MBR;
    }
}
