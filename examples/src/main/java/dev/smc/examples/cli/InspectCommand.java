package dev.smc.examples.cli;

import dev.smc.api.MigrationCenter;
import dev.smc.api.model.DiskLayout;
import dev.smc.api.model.DiskLocation;
import dev.smc.api.model.PartitionInfo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Shows what is on disks, without keeping anything. */
@Command(name = "inspect", description = "Show what is on disks.")
final class InspectCommand implements Callable<Integer> {
    private final Console console;

    @Parameters(arity = "1..*", paramLabel = "DISK", description = "A disk image file or a block device.")
    private List<String> disks = List.of();

    InspectCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException {
        Path home = Files.createTempDirectory("smc-inspect"); // a centre needs one; it is gone when the command ends
        List<Map<String, @Nullable Object>> objects = new ArrayList<>();
        try (MigrationCenter center = MigrationCenter.open(home)) {
            for (String disk : disks) {
                DiskLayout layout = center.sources().inspect(DiskLocation.of(disk));
                Map<String, @Nullable Object> object = new LinkedHashMap<>();
                object.put("disk", disk);
                object.putAll(Json.layout(layout));
                objects.add(object);
                print(disk, layout);
            }
        } finally {
            delete(home);
        }
        if (console.json()) {
            console.print(objects.size() == 1 ? objects.get(0) : Map.of("disks", objects));
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

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> tree = Files.walk(directory)) {
            for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }
}
