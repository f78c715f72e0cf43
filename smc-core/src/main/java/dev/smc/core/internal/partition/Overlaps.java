package dev.smc.core.internal.partition;

import dev.smc.spi.disk.Extent;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Finds partitions that overlap others, or what the partition table occupies. */
public final class Overlaps {
    private record Range(long start, long end, Optional<Partition> partition) {}

    private Overlaps() {}

    public static Set<Partition> find(PartitionScheme scheme) {
        List<Range> ranges = new ArrayList<>();
        scheme.partitions().forEach(p -> ranges.add(new Range(p.start(), p.end(), Optional.of(p))));
        for (Extent extent : scheme.reserved()) {
            ranges.add(new Range(extent.offset(), extent.end(), Optional.empty()));
        }
        ranges.sort(Comparator.comparingLong(Range::start));
        Set<Partition> overlapping = new HashSet<>();
        Range furthest = new Range(0, 0, Optional.empty());
        for (Range range : ranges) {
            if (range.start() < furthest.end()) {
                range.partition().ifPresent(overlapping::add);
                furthest.partition().ifPresent(overlapping::add);
            }
            furthest = range.end() > furthest.end() ? range : furthest;
        }
        return overlapping;
    }
}
