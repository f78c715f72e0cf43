package dev.smc.examples.cli;

import dev.smc.api.MigrationCenter;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Ends a job for good, and forgets its source server with it if no other job uses that; or forgets a source, or deletes an image. */
@Command(
        name = "delete",
        description =
                "Release everything temporary that a job holds, and forget it; its images stay. Or delete what is named.")
final class DeleteCommand implements Callable<Integer> {
    private final Console console;

    @Option(
            names = "--home",
            required = true,
            paramLabel = "DIR",
            description = "The home that migrate was called with.")
    private Path home = Path.of("");

    @ArgGroup(multiplicity = "1")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private What what;

    /** What goes. */
    static final class What {
        @Option(names = "--job", paramLabel = "ID", description = "The job.")
        private @Nullable String job;

        @Option(names = "--source", paramLabel = "ID", description = "A source server that has no job.")
        private @Nullable String source;

        @Option(names = "--image", paramLabel = "ID", description = "An image, for good.")
        private @Nullable String image;
    }

    DeleteCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        try (Session session = Session.openExisting(home, console)) {
            MigrationCenter center = session.center();
            if (what.job != null) {
                deleteJob(center, what.job);
            } else if (what.source != null) {
                center.sources().delete(what.source);
                deleted("sourceId", what.source, "Source " + what.source + " is forgotten.");
            } else if (what.image != null) {
                center.resources().deleteImage(what.image);
                deleted("imageId", what.image, "Image " + what.image + " is gone.");
            }
        }
        return 0;
    }

    private void deleteJob(MigrationCenter center, String job) {
        String source = center.jobs().get(job).spec().sourceId();
        center.jobs().delete(job);
        if (center.jobs().list().stream()
                .noneMatch(other -> other.spec().sourceId().equals(source))) {
            center.sources().delete(source);
        }
        deleted("jobId", job, "Job " + job + " is gone; its images stay.");
    }

    private void deleted(String kind, String id, String sentence) {
        console.print(sentence);
        if (console.json()) {
            console.print(Map.of(kind, id, "deleted", true));
        }
    }
}
