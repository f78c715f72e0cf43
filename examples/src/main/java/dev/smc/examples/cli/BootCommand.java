package dev.smc.examples.cli;

import dev.smc.api.MigrationCenter;
import dev.smc.api.model.BootOptions;
import dev.smc.api.model.BootOutcome;
import dev.smc.api.model.BootReport;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Starts a guest to see whether it comes up. */
@Command(
        name = "boot",
        description = "Start a copy of disks in QEMU, as on Alibaba Cloud ECS, and tell whether the system comes up.")
final class BootCommand implements Callable<Integer> {
    private final Console console;

    @Mixin
    private final DiskParameters disks = new DiskParameters();

    @Option(names = "--bus", paramLabel = "virtio|nvme|ide", defaultValue = "virtio", description = "Default: virtio.")
    private String bus = "";

    @Option(names = "--memory", paramLabel = "MIB", defaultValue = "1024", description = "Default: 1024.")
    private int memory;

    @Option(
            names = "--limit",
            paramLabel = "SECONDS",
            description =
                    "How long to wait for a sign of life. Default: 300, or 900 where this machine cannot virtualise.")
    private @Nullable Integer limit;

    BootCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException {
        BootReport report;
        try (ScratchHome home = new ScratchHome("smc-boot");
                MigrationCenter center = MigrationCenter.open(home.directory())) {
            report = center.guests().boot(disks.locations(), BootOptions.of(options -> {
                options.diskBus(bus).memoryMib(memory);
                if (limit != null) {
                    options.timeLimit(Duration.ofSeconds(limit));
                }
            }));
        }
        print(report, console);
        if (console.json()) {
            console.print(Json.boot(report));
        }
        return report.outcome() == BootOutcome.BOOTED ? ExitCode.OK : ExitCode.SOFTWARE;
    }

    static void print(BootReport report, Console console) {
        console.heading(report.outcome() + ": " + report.reason());
        row(console, "time", Format.time(report.elapsed()));
        report.kernelVersion().ifPresent(kernel -> row(console, "kernel", kernel));
        report.rootDevice().ifPresent(root -> row(console, "root", root));
        row(console, "network", report.networkEvidence().orElse("nothing was seen of it"));
        report.failedUnits().forEach(unit -> row(console, "failed unit", unit));
        report.warnings().forEach(warning -> row(console, "warning", warning));
        if (report.outcome() == BootOutcome.FAILED) {
            report.consoleTail()
                    .ifPresent(tail -> tail.lines()
                            .skip(Math.max(0, tail.lines().count() - 20))
                            .forEach(line -> console.print("  | " + line)));
        }
    }

    private static void row(Console console, String name, String value) {
        console.print("  %-13s %s".formatted(name, value));
    }
}
