package dev.smc.examples.cli;

import dev.smc.api.model.Image;
import dev.smc.api.model.ReplicationJob;
import dev.smc.api.model.ReplicationResult;
import dev.smc.api.model.SourceServer;
import dev.smc.api.model.Target;
import dev.smc.examples.sample.SampleDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Shows the main job on a sample server disk: a full round, a change, an incremental round, and the proof. */
@Command(name = "demo", description = "Make a sample server disk, migrate it, change it, and sync the difference.")
final class DemoCommand implements Callable<Integer> {
    private static final String ROW = "  %-14s %14s %14s";

    private final Console console;

    @Option(
            names = "--dir",
            paramLabel = "DIR",
            defaultValue = "smc-demo",
            description =
                    "Where the disk and the image go; what an earlier demo left there is deleted. Default: smc-demo.")
    private Path directory = Path.of("");

    DemoCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException {
        Path file = directory.resolve("web01.raw");
        Path home = directory.resolve("home");
        cleanUp(file, home);

        console.print("");
        console.heading("SMC for Java: a server's disk becomes an image, over TLS, in one process");
        console.print("");
        SampleDisk disk = SampleDisk.create(file);
        try (Session session = Session.open(home, console, UnaryOperator.identity())) {
            var center = session.center();
            SourceServer web01 = center.sources().register(s -> s.name("web01").addDisk(file));
            console.heading("1. A sample server disk: " + file);
            console.print("   %s, GPT, ext4 full of files; %s are in use"
                    .formatted(
                            Format.bytes(web01.disks().get(0).layout().sizeBytes()), Format.bytes(web01.usedBytes())));

            console.print("");
            console.heading("2. The full round: what is in use goes to the local cloud");
            ReplicationJob job = center.jobs()
                    .create(j -> j.name("web01-to-image")
                            .sourceId(web01.id())
                            .target(Target.image("local", "web01"))
                            .runOnce(false));
            ReplicationResult full = session.await(center.jobs().start(job.id()));

            console.print("");
            console.heading("3. A day of work on the server");
            console.print(
                    "   " + Format.bytes(disk.change()) + " of logs, configuration and database pages are written");

            console.print("");
            console.heading("4. An incremental round: only what changed goes");
            ReplicationResult next = session.await(center.jobs().start(job.id()));

            Image image = center.resources().image(next.imageId());
            Path imageFile = Path.of(image.disks().get(0).path().orElseThrow());
            SampleDisk.Comparison same = disk.compare(imageFile);
            console.print("");
            console.heading("5. The proof: image and disk compared byte by byte");
            console.print("   All %s in use are equal, all %s of free space read as zeros"
                    .formatted(Format.bytes(same.equalBytes()), Format.bytes(same.zeroBytes())));

            console.print("");
            console.print(ROW.formatted("", "full round", "incremental"));
            row("used", Format.bytes(full.usedBytes()), Format.bytes(next.usedBytes()));
            row("changed", Format.bytes(full.changedBytes()), Format.bytes(next.changedBytes()));
            row("sent", Format.bytes(full.transferredBytes()), Format.bytes(next.transferredBytes()));
            row("on the wire", Format.bytes(full.wireBytes()), Format.bytes(next.wireBytes()));
            row("time", Format.time(full.elapsed()), Format.time(next.elapsed()));
            console.print("");
            console.heading("The image");
            console.print("  " + Console.shorten(imageFile));
            printNext(home, imageFile, job);
        }
        return 0;
    }

    private void row(String name, String full, String incremental) {
        console.print(ROW.formatted(name, full, incremental));
    }

    private void printNext(Path home, Path image, ReplicationJob job) {
        console.print("");
        console.heading("What next");
        console.print("  " + console.self() + " inspect " + Console.shorten(image));
        console.print("  " + console.self() + " sync --home " + home + " --job " + job.id());
        console.print("  " + console.self() + " migrate --disk YOUR_DISK --home " + home + " --image web02");
        console.print("");
    }

    private static void cleanUp(Path file, Path home) throws IOException {
        if (Files.exists(home)) {
            try (Stream<Path> tree = Files.walk(home)) {
                for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
        Files.createDirectories(home);
        Files.deleteIfExists(file);
    }
}
