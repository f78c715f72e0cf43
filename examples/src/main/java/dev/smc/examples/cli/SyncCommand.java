package dev.smc.examples.cli;

import dev.smc.api.model.ReplicationResult;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Runs one more round of a job. */
@Command(name = "sync", description = "Run one more round of a job that was made with --keep-syncing.")
final class SyncCommand implements Callable<Integer> {
    private final Console console;

    @Option(
            names = "--home",
            required = true,
            paramLabel = "DIR",
            description = "The home that migrate was called with.")
    private Path home = Path.of("");

    @Option(names = "--job", required = true, paramLabel = "ID", description = "The job.")
    private String job = "";

    @Mixin
    private final ReadOptions reading = new ReadOptions();

    @Mixin
    private final EditOptions editing = new EditOptions();

    SyncCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        try (Session session =
                Session.openExisting(home, console, center -> reading.applyTo(editing.applyTo(center)))) {
            ReplicationResult result = session.await(session.center().jobs().start(job));
            new Summary(console, session.center(), home).print(result);
            if (console.json()) {
                console.print(Json.result(result, session.center()));
            }
        }
        return 0;
    }
}
