package dev.smc.examples.cli;

import dev.smc.api.MigrationCenter;
import dev.smc.api.model.AdaptationReport;
import dev.smc.api.model.CheckItem;
import dev.smc.api.model.CheckStatus;
import dev.smc.api.model.GuestEdit;
import dev.smc.api.model.Image;
import dev.smc.api.model.ImageCheckReport;
import dev.smc.api.model.ImageDisk;
import dev.smc.api.model.JobStatus;
import dev.smc.api.model.ReplicationResult;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a round came to, for people, and what they can do next. */
final class Summary {
    private final Console console;
    private final MigrationCenter center;
    private final Path home;

    Summary(Console console, MigrationCenter center, Path home) {
        this.console = console;
        this.center = center;
        this.home = home;
    }

    void print(ReplicationResult result) {
        Image image = center.resources().image(result.imageId());
        long size = image.disks().stream().mapToLong(ImageDisk::sizeBytes).sum();
        console.print("");
        console.heading("Image " + image.name() + " is ready.");
        result.imageCheck()
                .ifPresent(report -> items(report, CheckStatus.CRITICAL)
                        .forEach(item -> console.heading("It will not start as it is: " + sentence(item))));
        console.row("used", Format.bytes(result.usedBytes()) + " of " + Format.bytes(size));
        if (result.round() > 1) {
            console.row("changed", Format.bytes(result.changedBytes()));
        }
        console.row("sent", Format.bytes(result.transferredBytes()));
        console.row(
                "on the wire",
                Format.bytes(result.wireBytes()) + ", " + Format.percent(result.wireBytes(), result.usedBytes())
                        + " of used");
        console.row("time", Format.time(result.elapsed()));
        console.row("image", image.id());
        image.disks()
                .forEach(disk -> disk.path()
                        .ifPresent(path -> console.row("disk " + disk.index(), Console.shorten(Path.of(path)))));
        result.skipped().forEach(item -> console.row("left out", item.name() + ": " + item.reason()));
        result.adaptation().ifPresent(this::print);
        result.imageCheck().ifPresent(this::print);
        result.bootReport().ifPresent(report -> {
            console.print("");
            BootCommand.print(report, console);
        });
        console.print("");
        console.heading("What next");
        List<String> files = image.disks().stream()
                .flatMap(disk -> disk.path().stream())
                .map(path -> Console.shorten(Path.of(path)))
                .toList();
        if (!files.isEmpty()) {
            console.row("look into it", console.self() + " inspect " + Console.quoted(files));
            console.row("start it", console.self() + " boot " + Console.quoted(files));
        }
        if (center.jobs().get(result.jobId()).status() == JobStatus.WAITING) {
            console.row("next round", console.self() + " sync --home " + home + " --job " + result.jobId());
            console.row("end the job", console.self() + " delete --home " + home + " --job " + result.jobId());
        }
    }

    private void print(AdaptationReport report) {
        report.guest().ifPresent(guest -> console.row("guest", guest.name()));
        console.row(
                "adapted",
                report.edits().isEmpty()
                        ? "nothing was to be changed"
                        : report.edits().size() + " edits: "
                                + report.edits().stream()
                                        .map(GuestEdit::step)
                                        .distinct()
                                        .collect(Collectors.joining(", ")));
        AdaptCommand.notDone(report).forEach(line -> console.row("not done", line));
        report.notes().forEach(note -> console.row("note", note));
    }

    private void print(ImageCheckReport report) {
        console.row("image check", report.status().toString());
        items(report, CheckStatus.WARNING)
                .forEach(item -> console.row("", item.status() + " " + item.code() + ": " + item.detail()));
    }

    /** Returns what was found, and what to do about it. */
    static String sentence(CheckItem item) {
        return item.code() + ": " + item.detail() + (item.remedy().isEmpty() ? "" : "; " + item.remedy());
    }

    private static Stream<CheckItem> items(ImageCheckReport report, CheckStatus status) {
        return report.items().stream().filter(item -> item.status() == status);
    }
}
