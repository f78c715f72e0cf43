package dev.smc.examples.cli;

import dev.smc.api.MigrationCenter;
import dev.smc.api.model.AdaptationReport;
import dev.smc.api.model.GuestEdit;
import dev.smc.api.model.SkippedItem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Adapts a guest in place, shows what that would change, or undoes it. */
@Command(
        name = "adapt",
        description =
                "Change the Linux on disks so that it starts on Alibaba Cloud ECS; or show how, or undo it. Exit code 1 if"
                        + " something cannot be done.")
final class AdaptCommand implements Callable<Integer> {
    private final Console console;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Mixin
    private final DiskParameters disks = new DiskParameters();

    @Mixin
    private final EditOptions editing = new EditOptions();

    @ArgGroup(multiplicity = "1")
    private final Mode mode = new Mode();

    @Option(
            names = "--journal",
            paramLabel = "FILE",
            description =
                    "What --undo restores every byte from. Default: beside the first disk, with .smc-undo at its end; block"
                            + " devices have none.")
    private @Nullable Path journal;

    @Mixin
    private final AdaptationFlags flags = new AdaptationFlags();

    private enum Action {
        PREVIEW,
        APPLY,
        UNDO
    }

    @SuppressWarnings("UnusedMethod") // picocli calls them
    private static final class Mode {
        private Action action = Action.PREVIEW;

        @Option(names = "--dry-run", description = "Work it out and prove it on copies; the disks are only read.")
        void preview(boolean ignored) {
            action = Action.PREVIEW;
        }

        @Option(names = "--apply", description = "Change the disks: raw files or block devices that nobody else uses.")
        void apply(boolean ignored) {
            action = Action.APPLY;
        }

        @Option(names = "--undo", description = "Restore what --apply changed.")
        void undo(boolean ignored) {
            action = Action.UNDO;
        }
    }

    AdaptCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        try (ScratchHome home = new ScratchHome("smc-adapt");
                MigrationCenter center = editing.applyTo(
                                MigrationCenter.builder().home(home.directory()))
                        .open()) {
            if (mode.action == Action.UNDO) {
                center.guests().undo(paths(), journal());
                console.print("Every byte is as it was before the adaptation.");
                return ExitCode.OK;
            }
            AdaptationReport report = mode.action == Action.APPLY
                    ? center.guests().adapt(paths(), flags.options(), journal())
                    : center.guests().preview(disks.locations(), flags.options());
            print(report);
            if (console.json()) {
                console.print(Json.adaptation(report));
            }
            return report.guest().isPresent() && report.notDone().isEmpty() ? ExitCode.OK : ExitCode.SOFTWARE;
        }
    }

    private List<Path> paths() {
        return disks.names().stream().map(Path::of).toList();
    }

    private Path journal() {
        Path first = paths().get(0);
        if (journal == null && Files.exists(first) && !Files.isRegularFile(first)) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--journal is missing: beside " + first + ", it would be gone when this machine is switched off");
        }
        return journal != null ? journal : first.resolveSibling(first.getFileName() + ".smc-undo");
    }

    private String undo() {
        List<String> words =
                new ArrayList<>(List.of("--undo", "--journal", journal().toString()));
        words.addAll(disks.names());
        return console.self() + " adapt " + Console.quoted(words);
    }

    private void print(AdaptationReport report) {
        report.guest().ifPresent(guest -> console.heading(guest.name() + " on " + guest.root()));
        for (GuestEdit edit : report.edits()) {
            console.print("");
            console.print("# " + edit.step() + ": " + String.join("; ", edit.reasons()));
            edit.diff().lines().forEach(console::print);
        }
        console.print("");
        notDone(report).forEach(line -> console.print("not done: " + line));
        report.notes().forEach(note -> console.print("note: " + note));
        boolean apply = mode.action == Action.APPLY;
        console.print(outcome(report, apply, apply ? undo() : ""));
    }

    /** Returns what it came to, in a line. */
    static String outcome(AdaptationReport report, boolean apply, String undo) {
        int left = report.notDone().size();
        String notDone = left == 0
                ? ""
                : "; %d %s %s, see above"
                        .formatted(
                                left,
                                left == 1 ? "edit" : "edits",
                                apply ? left == 1 ? "was not done" : "were not done" : "cannot be done");
        if (report.edits().isEmpty()) {
            return (left == 0 ? "Nothing is to be changed" : "Nothing was changed") + notDone + ".";
        }
        String size = Format.bytes(report.changedBytes()) + notDone;
        return apply
                ? "Changed " + size + ". Undo it with: " + undo
                : "Would change " + size + "; nothing was changed.";
    }

    /** Returns what was not done, in lines; a reason that several edits share comes once. */
    static List<String> notDone(AdaptationReport report) {
        Map<String, String> names = report.notDone().stream()
                .collect(Collectors.toMap(
                        SkippedItem::reason, SkippedItem::name, (all, name) -> all + ", " + name, LinkedHashMap::new));
        Map<String, List<String>> byStart = names.keySet().stream()
                .collect(Collectors.groupingBy(
                        reason -> reason.split("; ", 2)[0], LinkedHashMap::new, Collectors.toList()));
        List<String> lines = new ArrayList<>();
        byStart.forEach((start, reasons) -> {
            if (reasons.size() == 1) {
                lines.add(names.get(reasons.get(0)) + ": " + reasons.get(0));
            } else {
                lines.add(start);
                reasons.forEach(reason -> lines.add("  " + names.get(reason)
                        + reason.substring(start.length()).replaceFirst("^; ", ": ")));
            }
        });
        return lines;
    }
}
