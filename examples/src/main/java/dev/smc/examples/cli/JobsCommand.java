package dev.smc.examples.cli;

import dev.smc.api.model.ReplicationJob;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Lists the jobs. */
@Command(name = "jobs", description = "List the jobs.")
final class JobsCommand implements Callable<Integer> {
    private static final String ROW = "%-14s  %-20s  %-10s  %-6s  %s";

    private final Console console;

    @Option(
            names = "--home",
            required = true,
            paramLabel = "DIR",
            description = "The home that migrate was called with.")
    private Path home = Path.of("");

    JobsCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        try (Session session = Session.openExisting(home, console)) {
            List<ReplicationJob> jobs = session.center().jobs().list();
            if (console.json()) {
                console.print(Map.of("jobs", jobs.stream().map(Json::job).toList()));
            }
            console.print(
                    jobs.isEmpty()
                            ? "No jobs."
                            : ROW.formatted("JOB", "NAME", "STATUS", "ROUNDS", "")
                                    .stripTrailing());
            for (ReplicationJob job : jobs) {
                String more = job.error()
                        .map(error -> error.code() + ": " + error.message())
                        .or(() -> job.phase().map(ProgressBar::label))
                        .orElse("");
                console.print(ROW.formatted(
                                job.id(), job.name(), job.status(), job.rounds().size(), more)
                        .stripTrailing());
            }
            // A process that was killed between registering a source and creating its job leaves one.
            Set<String> used = jobs.stream().map(job -> job.spec().sourceId()).collect(Collectors.toSet());
            session.center().sources().list().stream()
                    .filter(source -> !used.contains(source.id()))
                    .forEach(source -> console.print("Source " + source.id() + " (" + source.name()
                            + ") has no job. Forget it with: " + console.self() + " delete --home " + home
                            + " --source "
                            + source.id()));
        }
        return 0;
    }
}
