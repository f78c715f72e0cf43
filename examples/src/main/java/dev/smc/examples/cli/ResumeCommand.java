package dev.smc.examples.cli;

import dev.smc.api.MigrationCenter;
import dev.smc.api.Replication;
import dev.smc.api.error.MigrationException;
import dev.smc.api.model.JobStatus;
import dev.smc.api.model.ReplicationJob;
import dev.smc.api.model.ReplicationResult;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Goes on with what did not come to its end. */
@Command(
        name = "resume",
        description =
                "Go on with every job that was running when the process died, or with one that failed or was stopped.")
final class ResumeCommand implements Callable<Integer> {
    private final Console console;

    @Option(
            names = "--home",
            required = true,
            paramLabel = "DIR",
            description = "The home that migrate was called with.")
    private Path home = Path.of("");

    @Option(names = "--job", paramLabel = "ID", description = "Only this job, also if it failed or was stopped.")
    private @Nullable String job;

    @Mixin
    private final ReadOptions reading = new ReadOptions();

    @Mixin
    private final EditOptions editing = new EditOptions();

    ResumeCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        List<Map<String, @Nullable Object>> ended = new ArrayList<>();
        List<Map<String, String>> waiting = List.of();
        boolean failed = false;
        try (Session session =
                Session.openExisting(home, console, center -> reading.applyTo(editing.applyTo(center)))) {
            List<Replication> rounds = job == null
                    ? session.center().jobs().resume()
                    : List.of(session.center().jobs().start(job));
            if (rounds.isEmpty()) {
                console.print("No job was running in " + home + ".");
            }
            rounds.forEach(round -> session.show(round, rounds.size() == 1));
            for (Replication round : rounds) {
                try {
                    ReplicationResult result = round.completion().join();
                    new Summary(console, session.center(), home).print(result);
                    ended.add(Json.result(result, session.center()));
                } catch (MigrationException | CompletionException e) {
                    MigrationException failure = Main.asMigrationException(e);
                    Main.explain(failure, home, console);
                    Map<String, @Nullable Object> object = new LinkedHashMap<>();
                    object.put("jobId", round.id());
                    object.putAll(Json.error(failure));
                    ended.add(object);
                    failed = true;
                }
            }
            if (job == null) {
                waiting = waiting(session.center());
            }
        }
        if (console.json()) {
            console.print(Map.of("jobs", ended, "unfinished", waiting));
        }
        return failed ? 1 : 0;
    }

    /** Names the jobs that are left to their user: those that failed or were stopped are not gone on with unasked. */
    private List<Map<String, String>> waiting(MigrationCenter center) {
        List<Map<String, String>> found = new ArrayList<>();
        for (ReplicationJob each : center.jobs().list()) {
            if (each.status() == JobStatus.IN_ERROR || each.status() == JobStatus.STOPPED) {
                String id = each.id();
                String status = each.status().name();
                found.add(Map.of("jobId", id, "status", status));
                console.print(id + " is " + status + "; go on with: " + console.self() + " resume --home " + home
                        + " --job " + id);
            }
        }
        return found;
    }
}
