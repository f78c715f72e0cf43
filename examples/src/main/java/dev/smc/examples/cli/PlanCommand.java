package dev.smc.examples.cli;

import dev.smc.api.MigrationCenter;
import dev.smc.api.model.PartitionPlan;
import dev.smc.api.model.SourceServer;
import dev.smc.api.model.TargetLayout;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows what a partition plan makes of a server's disks, and writes one to start from. Keeps nothing else. */
@Command(name = "plan", description = "Show what a partition plan makes of a server's disks, or write one to edit.")
final class PlanCommand implements Callable<Integer> {
    private final Console console;

    @Mixin
    private final DiskParameters disks = new DiskParameters();

    @Option(
            names = "--plan",
            paramLabel = "FILE",
            description = "The plan to show. Default: everything stays as it is.")
    private @Nullable Path plan;

    @Option(
            names = "--export",
            paramLabel = "FILE",
            description = "Where to write the plan, as JSON to edit; a new file.")
    private @Nullable Path export;

    @Mixin
    private final PlatformOptions options = new PlatformOptions();

    PlanCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        try (ScratchHome home = new ScratchHome("smc-plan");
                MigrationCenter center = options.open(home.directory())) {
            SourceServer source =
                    center.sources().register(s -> s.name("server").addAllDisks(disks.locations()));
            PartitionPlan shown = plan == null ? PartitionPlan.of(source) : PlanOptions.read(plan);
            TargetLayout layout = center.jobs()
                    .preview(j -> j.name("server").sourceId(source.id()).plan(shown));
            layout.compare(source).lines().forEach(console::print);
            if (export != null) {
                PlanOptions.write(export, shown);
                console.print("written: " + export);
            }
            if (console.json()) {
                console.print(Json.plan(shown, layout));
            }
        }
        return 0;
    }
}
