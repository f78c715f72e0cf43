package dev.smc.examples.cli;

import dev.smc.api.MigrationCenter;
import dev.smc.api.model.DiskLayout;
import dev.smc.api.model.DiskLocation;
import dev.smc.api.model.PartitionInfo;
import dev.smc.api.model.Platform;
import dev.smc.api.model.PlatformKind;
import dev.smc.api.model.ServerLayout;
import dev.smc.api.model.VolumeInfo;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Shows what is on the disks of a server, without keeping anything. */
@Command(name = "inspect", description = "Show what is on the disks of a server.")
final class InspectCommand implements Callable<Integer> {
    private final Console console;

    @Mixin
    private final DiskParameters disks = new DiskParameters();

    @Mixin
    private final PlatformOptions platform = new PlatformOptions();

    InspectCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        ServerLayout server;
        List<String> names;
        try (ScratchHome home = new ScratchHome("smc-inspect");
                MigrationCenter center = platform.open(home.directory())) {
            List<DiskLocation> all = center.sources().disks(disks.locations());
            // As they were given, where nothing was looked into.
            names = all.size() == disks.names().size()
                    ? disks.names()
                    : all.stream().map(DiskLocation::toString).toList();
            server = center.sources().inspect(all, platform.machine());
        }
        for (int i = 0; i < names.size(); i++) {
            print(names.get(i), server.disks().get(i));
        }
        print(server.volumes());
        print(server.platform());
        if (console.json()) {
            console.print(Json.server(names, server));
        }
        return 0;
    }

    private void print(String disk, DiskLayout layout) {
        console.print("%s: %s, %s, of which %s used; partition table %s, firmware %s"
                .formatted(
                        disk,
                        layout.format(),
                        Format.bytes(layout.sizeBytes()),
                        Format.bytes(layout.usedBytes()),
                        layout.partitionTable(),
                        layout.firmware()));
        if (!layout.partitions().isEmpty()) {
            console.print(
                    "  %3s  %11s  %11s  %11s  %-10s  %s".formatted("#", "start", "size", "used", "content", "label"));
        }
        for (PartitionInfo partition : layout.partitions()) {
            console.print("  %3d  %11s  %11s  %11s  %-10s  %s"
                    .formatted(
                            partition.index(),
                            Format.bytes(partition.startBytes()),
                            Format.bytes(partition.sizeBytes()),
                            Format.bytes(partition.usedBytes()),
                            partition.content(),
                            partition.label().orElse("")));
        }
        layout.warnings().forEach(warning -> console.print("  note: " + warning));
    }

    private void print(List<VolumeInfo> volumes) {
        if (volumes.isEmpty()) {
            return;
        }
        int width = volumes.stream().mapToInt(v -> v.name().length()).max().orElse(0);
        String row = "  %-" + Math.max(6, width) + "s  %-9s  %11s  %11s  %-10s  %-5s  %s";
        console.print("logical volumes:");
        console.print(row.formatted("volume", "type", "size", "used", "content", "disks", "label"));
        for (VolumeInfo volume : volumes) {
            console.print(row.formatted(
                    volume.name(),
                    volume.type(),
                    Format.bytes(volume.sizeBytes()),
                    Format.bytes(volume.usedBytes()),
                    volume.content(),
                    volume.disks().stream().map(String::valueOf).collect(Collectors.joining(",")),
                    volume.label().orElse("")));
        }
        for (VolumeInfo volume : volumes) {
            volume.usedInFullBecause()
                    .ifPresent(
                            reason -> console.print("  note: " + volume.name() + " counts as used in full: " + reason));
        }
    }

    private void print(Platform found) {
        console.print("platform: " + found.name()
                + (found.kind() == PlatformKind.UNKNOWN ? "" : " (" + found.confidence() + " % sure)"));
        found.evidence().forEach(evidence -> console.print("  " + evidence));
        if (!found.others().isEmpty()) {
            console.print("  also possible: " + String.join(", ", found.others()));
        }
        if (found.kind() == PlatformKind.UNKNOWN) {
            new TreeMap<>(found.facts()).forEach((fact, value) -> console.print("  " + fact + " = " + value));
        }
    }
}
