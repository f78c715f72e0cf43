package dev.smc.examples.cli;

import dev.smc.api.ProgressListener;
import dev.smc.api.error.MigrationException;
import dev.smc.api.model.JobPhase;
import dev.smc.api.model.Progress;
import dev.smc.api.model.ReplicationResult;
import java.io.PrintStream;

/** Draws one line of a terminal again and again: phase, bar, how much, how fast, how long still. */
final class ProgressBar implements ProgressListener {
    private static final int MIN_BAR = 8;

    private final PrintStream terminal;
    private final int width;
    private final String full;
    private final String empty;

    ProgressBar(PrintStream terminal, int width, boolean unicode) {
        this.terminal = terminal;
        this.width = width;
        this.full = unicode ? "█" : "#";
        this.empty = unicode ? "░" : "-";
    }

    @Override
    public void started(Progress progress) {
        draw(progress);
    }

    @Override
    public void phaseChanged(Progress progress) {
        draw(progress);
    }

    @Override
    public void progressed(Progress progress) {
        draw(progress);
    }

    @Override
    public void completed(ReplicationResult result) {
        String figures = "100 %  " + Format.bytes(result.usedBytes()) + "  "
                + Format.speed(result.usedBytes(), result.elapsed()) + "  " + Format.time(result.elapsed());
        put(line("done", 100, figures));
        terminal.println();
    }

    @Override
    public void failed(MigrationException error) {
        terminal.println();
    }

    private void draw(Progress progress) {
        boolean unpacking = progress.phase() == JobPhase.PREPARING && progress.doneBytes() > 0;
        if ((progress.phase() != JobPhase.SYNCING && !unpacking) || progress.totalBytes() == 0) {
            put(label(progress.phase()) + " ...");
            return;
        }
        String figures = "%3d %%  %s  %s%s%s"
                .formatted(
                        (int) progress.percent(),
                        Format.partOf(progress.doneBytes(), progress.totalBytes()),
                        Format.speed(progress.bytesPerSecond()),
                        progress.limitedBy()
                                .map(on -> " (" + Format.bottleneck(on) + ")")
                                .orElse(""),
                        progress.remaining()
                                .map(left -> "  " + Format.time(left) + " left")
                                .orElse(""));
        put(line(label(progress.phase()), progress.percent(), figures));
    }

    private String line(String label, double percent, String figures) {
        String start = "%-8s ".formatted(label);
        int cells = width - 1 - start.length() - figures.length() - 2;
        if (cells < MIN_BAR) {
            return start + figures;
        }
        int done = (int) Math.min(cells, Math.round(cells * percent / 100));
        return start + full.repeat(done) + empty.repeat(cells - done) + "  " + figures;
    }

    /** Puts a line over the one before; what that one had more is erased. */
    private void put(String line) {
        terminal.print("\r" + (line.length() < width ? line : line.substring(0, width - 1)) + "\u001b[K");
        terminal.flush();
    }

    static String label(JobPhase phase) {
        return switch (phase) {
            case PREPARING -> "preparing";
            case SYNCING -> "syncing";
            case PROCESSING -> "making the image";
            case CLEANING -> "cleaning up";
        };
    }
}
