package dev.smc.examples.cli;

import dev.smc.api.ProgressListener;
import dev.smc.api.error.MigrationException;
import dev.smc.api.model.Progress;
import dev.smc.api.model.ReplicationResult;

/** Prints a line at every phase and every fifth of the way: for files, pipes, and several jobs at once. */
final class ProgressLines implements ProgressListener {
    private final Console console;
    private int lastFifth;

    ProgressLines(Console console) {
        this.console = console;
    }

    @Override
    public void phaseChanged(Progress progress) {
        console.error(progress.jobId() + ": " + ProgressBar.label(progress.phase()));
    }

    @Override
    public void progressed(Progress progress) {
        int fifth = (int) (progress.percent() / 20);
        if (fifth > lastFifth) {
            lastFifth = fifth;
            console.error("%s: %d %%, %s, %s%s"
                    .formatted(
                            progress.jobId(),
                            fifth * 20,
                            Format.partOf(progress.doneBytes(), progress.totalBytes()),
                            Format.speed(progress.bytesPerSecond()),
                            progress.limitedBy()
                                    .map(on -> ", limited by " + Format.bottleneck(on))
                                    .orElse("")));
        }
    }

    @Override
    public void completed(ReplicationResult result) {
        console.error(result.jobId() + ": done in " + Format.time(result.elapsed()));
    }

    @Override
    public void failed(MigrationException error) {
        console.error(error.jobId().orElse("job") + ": " + error.code());
    }
}
