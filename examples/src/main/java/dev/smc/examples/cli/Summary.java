package dev.smc.examples.cli;

import dev.smc.api.MigrationCenter;
import dev.smc.api.model.Image;
import dev.smc.api.model.ImageDisk;
import dev.smc.api.model.JobStatus;
import dev.smc.api.model.ReplicationResult;
import java.nio.file.Path;

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
        console.print("Image " + image.name() + " is ready.");
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
        image.disks().forEach(disk -> disk.path().ifPresent(path -> row("disk " + disk.index(), path)));
        result.skipped().forEach(item -> row("left out", item.name() + ": " + item.reason()));
        console.print("");
        console.print("What next");
        image.disks().stream()
                .limit(1)
                .forEach(disk -> disk.path().ifPresent(path -> {
                    row("look into it", console.self() + " inspect " + path);
                    row("start it", startCommand(image, path));
                }));
        if (center.jobs().get(result.jobId()).status() == JobStatus.WAITING) {
            row("next round", console.self() + " sync --home " + home + " --job " + result.jobId());
            row("end the job", console.self() + " delete --home " + home + " --job " + result.jobId());
        }
    }

    static String startCommand(Image image, String path) {
        return "qemu-system-x86_64 -m 2048 -snapshot -drive file=" + path + ",format="
                + (image.format() == dev.smc.api.model.ImageFormat.QCOW2 ? "qcow2" : "raw");
    }

    private void row(String name, String value) {
        console.print("  %-13s %s".formatted(name, value));
    }
}
