package dev.smc.examples.cli;

import dev.smc.api.Replication;
import dev.smc.api.error.MigrationException;
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

    ResumeCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        List<Map<String, @Nullable Object>> ended = new ArrayList<>();
        boolean failed = false;
        try (Session session = Session.openExisting(home, console)) {
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
        }
        if (console.json()) {
            console.print(Map.of("jobs", ended));
        }
        return failed ? 1 : 0;
    }
}
