package dev.smc.examples.cli;

import dev.smc.api.model.Resource;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Lists the resource ledger. */
@Command(name = "resources", description = "List everything that jobs created, and what it costs to keep.")
final class ResourcesCommand implements Callable<Integer> {
    private static final String ROW = "%-14s  %-8s  %-8s  %-8s  %-30s  %s";

    private final Console console;

    @Option(
            names = "--home",
            required = true,
            paramLabel = "DIR",
            description = "The home that migrate was called with.")
    private Path home = Path.of("");

    ResourcesCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        try (Session session = Session.openExisting(home, console)) {
            List<Resource> resources = session.center().resources().list();
            if (console.json()) {
                console.print(Map.of("resources", resources));
            }
            console.print(
                    resources.isEmpty()
                            ? "Nothing exists."
                            : ROW.formatted("JOB", "TYPE", "REGION", "STATE", "NAME", "TO KEEP IT COSTS"));
            for (Resource resource : resources) {
                console.print(ROW.formatted(
                        resource.jobId(),
                        resource.type(),
                        resource.region(),
                        resource.state(),
                        resource.name() + resource.id().map(id -> " " + id).orElse(""),
                        resource.costToKeep().orElse("nothing")));
            }
        }
        return 0;
    }
}
