package dev.smc.core.internal.volume.lvm;

import dev.smc.spi.disk.BlockSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What users should know of the physical volumes on each disk. Not thread-safe. */
final class LvmWarnings {
    private final Map<BlockSource, List<String>> warnings = new HashMap<>();

    void add(LvmMember member, String warning) {
        warnings.computeIfAbsent(member.range().disk(), disk -> new ArrayList<>())
                .add("physical volume " + LvmGroupCopy.shown(member.label().id()) + ": " + warning);
    }

    List<String> of(BlockSource disk) {
        return List.copyOf(warnings.getOrDefault(disk, List.of()));
    }
}
