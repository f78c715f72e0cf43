package dev.smc.examples.cli;

import dev.smc.api.MigrationCenter;
import dev.smc.api.model.AdaptationReport;
import dev.smc.api.model.CheckStatus;
import dev.smc.api.model.GuestEdit;
import dev.smc.api.model.Image;
import dev.smc.api.model.ImageCheckReport;
import dev.smc.api.model.ImageDisk;
import dev.smc.api.model.JobStatus;
import dev.smc.api.model.ReplicationResult;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

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
        row("used", Format.bytes(result.usedBytes()) + " of " + Format.bytes(size));
        if (result.round() > 1) {
            row("changed", Format.bytes(result.changedBytes()));
        }
        row("sent", Format.bytes(result.transferredBytes()));
        row(
                "on the wire",
                Format.bytes(result.wireBytes()) + ", " + Format.percent(result.wireBytes(), result.usedBytes())
                        + " of used");
        row("time", Format.time(result.elapsed()));
        row("image", image.id());
        image.disks()
                .forEach(disk ->
                        disk.path().ifPresent(path -> row("disk " + disk.index(), Console.shorten(Path.of(path)))));
        result.skipped().forEach(item -> row("left out", item.name() + ": " + item.reason()));
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
            row("look into it", console.self() + " inspect " + String.join(" ", files));
            row("start it", startCommand(image, files));
        }
        if (center.jobs().get(result.jobId()).status() == JobStatus.WAITING) {
            row("next round", console.self() + " sync --home " + home + " --job " + result.jobId());
            row("end the job", console.self() + " delete --home " + home + " --job " + result.jobId());
        }
    }

    private void print(AdaptationReport report) {
        report.guest().ifPresent(guest -> row("guest", guest.name()));
        row(
                "adapted",
                report.edits().isEmpty()
                        ? "nothing was to be changed"
                        : report.edits().size() + " edits: "
                                + report.edits().stream()
                                        .map(GuestEdit::step)
                                        .distinct()
                                        .collect(Collectors.joining(", ")));
        report.notes().forEach(note -> row("note", note));
    }

    private void print(ImageCheckReport report) {
        row("image check", report.status().toString());
        report.items().stream()
                .filter(item -> item.status().compareTo(CheckStatus.WARNING) >= 0)
                .forEach(item -> row("", item.status() + " " + item.code() + ": " + item.detail()));
    }

    private static String startCommand(Image image, List<String> files) {
        String format = ",format=" + image.format().name().toLowerCase(Locale.ROOT);
        return "qemu-system-x86_64 -m 2048 -snapshot"
                + files.stream().map(file -> " -drive file=" + file + format).collect(Collectors.joining());
    }

    private void row(String name, String value) {
        console.print("  %-13s %s".formatted(name, value));
    }
}
