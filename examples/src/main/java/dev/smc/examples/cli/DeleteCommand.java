package dev.smc.examples.cli;

import dev.smc.api.MigrationCenter;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Ends a job for good, and forgets its source server with it if no other job uses that. */
@Command(
        name = "delete",
        description = "Release everything temporary that a job holds, and forget it. Its images stay.")
final class DeleteCommand implements Callable<Integer> {
    private final Console console;

    @Option(
            names = "--home",
            required = true,
            paramLabel = "DIR",
            description = "The home that migrate was called with.")
    private Path home = Path.of("");

    @Option(names = "--job", required = true, paramLabel = "ID", description = "The job.")
    private String job = "";

    DeleteCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        try (Session session = Session.openExisting(home, console)) {
            MigrationCenter center = session.center();
            String source = center.jobs().get(job).spec().sourceId();
            center.jobs().delete(job);
            if (center.jobs().list().stream()
                    .noneMatch(other -> other.spec().sourceId().equals(source))) {
                center.sources().delete(source);
            }
            console.print("Job " + job + " is gone; its images stay.");
            if (console.json()) {
                console.print(Map.of("jobId", job, "deleted", true));
            }
        }
        return 0;
    }
}
