package dev.smc.examples.cli;

import dev.smc.api.MigrationCenter;
import dev.smc.api.model.BootOptions;
import dev.smc.api.model.BootOutcome;
import dev.smc.api.model.BootReport;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Starts a guest to see whether it comes up. */
@Command(
        name = "boot",
        description = "Start a copy of disks in QEMU, as on Alibaba Cloud ECS, and tell whether the system comes up.")
final class BootCommand implements Callable<Integer> {
    private final Console console;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec command;

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
    public Integer call() {
        Problems problems = new Problems();
        BootOptions options = problems.check(this::options);
        if (options == null) {
            throw problems.badUsage(command.commandLine());
        }
        BootReport report;
        try (ScratchHome home = new ScratchHome("smc-boot");
                MigrationCenter center = MigrationCenter.open(home.directory())) {
            report = center.guests().boot(disks.locations(), options);
        }
        print(report, console);
        if (console.json()) {
            console.print(Json.boot(report));
        }
        return report.outcome() == BootOutcome.BOOTED ? ExitCode.OK : ExitCode.SOFTWARE;
    }

    private BootOptions options() {
        return BootOptions.of(options -> {
            options.diskBus(bus).memoryMib(memory);
            if (limit != null) {
                options.timeLimit(Duration.ofSeconds(limit));
            }
        });
    }

    static void print(BootReport report, Console console) {
        console.heading(report.outcome() + ": " + report.reason());
        console.row("time", Format.time(report.elapsed()));
        report.kernelVersion().ifPresent(kernel -> console.row("kernel", kernel));
        report.rootDevice().ifPresent(root -> console.row("root", root));
        console.row("network", report.networkEvidence().orElse("nothing was seen of it"));
        if (report.outcome() == BootOutcome.BOOTED && report.failedUnits().isEmpty()) {
            console.row("failed units", "none");
        }
        report.failedUnits().forEach(unit -> console.row("failed unit", unit));
        report.warnings().forEach(warning -> console.row("warning", warning));
        if (report.outcome() == BootOutcome.FAILED) {
            report.consoleTail()
                    .ifPresent(tail -> tail.lines()
                            .skip(Math.max(0, tail.lines().count() - 20))
                            .forEach(line -> console.print("  | " + line)));
        }
    }
}
