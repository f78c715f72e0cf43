package dev.smc.core.internal.plan;

import dev.smc.api.model.DiskLayout;
import dev.smc.api.model.PartitionInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What may lie on several partitions or disks, and which parts of it a plan keeps: losing one may lose all of it. */
final class Unions {
    private final Map<String, List<String>> kept = new TreeMap<>();
    private final Map<String, List<String>> leftOut = new TreeMap<>();

    Unions(List<DiskLayout> source, Wishes wishes) {
        Set<String> arriving = wishes.arrivals().stream().map(Arrival::name).collect(Collectors.toSet());
        for (int i = 0; i < source.size(); i++) {
            int disk = i;
            source.get(i).partOf().ifPresent(union -> add(union, wishes.kept().containsKey(disk), "disk " + disk));
            for (PartitionInfo partition : source.get(i).partitions()) {
                String name = Arrival.name(i, partition);
                partition.partOf().ifPresent(union -> add(union, arriving.contains(name), name));
            }
        }
    }

    private void add(String union, boolean isKept, String part) {
        (isKept ? kept : leftOut).computeIfAbsent(union, u -> new ArrayList<>()).add(part);
    }

    void check(Violations violations) {
        leftOut.forEach((union, gone) -> violations.require(
                !kept.containsKey(union),
                "plan",
                "leaves out of " + union + ": " + String.join(", ", gone) + ", but keeps "
                        + String.join(", ", kept.getOrDefault(union, List.of()))
                        + "; leave out all of it or nothing"));
    }
}
