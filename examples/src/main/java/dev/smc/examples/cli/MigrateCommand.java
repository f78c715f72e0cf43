package dev.smc.examples.cli;

import dev.smc.api.MigrationCenter;
import dev.smc.api.error.MigrationException;
import dev.smc.api.model.AdaptationOptions;
import dev.smc.api.model.Bandwidth;
import dev.smc.api.model.BootOptions;
import dev.smc.api.model.CheckStatus;
import dev.smc.api.model.DiskLocation;
import dev.smc.api.model.Encryption;
import dev.smc.api.model.ImageFormat;
import dev.smc.api.model.JobSpec;
import dev.smc.api.model.ReplicationJob;
import dev.smc.api.model.ReplicationResult;
import dev.smc.api.model.SourceDisk;
import dev.smc.api.model.SourceServer;
import dev.smc.api.model.SourceSpec;
import dev.smc.api.model.Target;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Registers a source server, creates a job for it, and runs its first round. */
@Command(name = "migrate", sortOptions = false, description = "Make an image of a server's disks.")
final class MigrateCommand implements Callable<Integer> {
    private final Console console;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec command;

    @Option(
            names = "--disk",
            required = true,
            paramLabel = "DISK",
            description =
                    "A disk image file, block device, or NBD export (nbd://host[:port]/export); the first is the system disk."
                            + " Repeatable.")
    private List<String> disks = List.of();

    @Option(
            names = "--home",
            required = true,
            paramLabel = "DIR",
            description = "Where jobs and images are kept; created if missing.")
    private Path home = Path.of("");

    @Option(names = "--image", required = true, paramLabel = "NAME", description = "What the image's name starts with.")
    private String image = "";

    @Option(
            names = "--format",
            paramLabel = "raw|qcow2",
            defaultValue = "raw",
            description = "The format of the image's files. Default: raw.")
    private ImageFormat format = ImageFormat.RAW;

    @Option(
            names = "--plan",
            paramLabel = "FILE",
            description = "What becomes of disks and partitions; write one with: smc plan --export.")
    private @Nullable Path plan;

    @Option(
            names = "--compression",
            paramLabel = "0..10|auto",
            defaultValue = "7",
            description = "0 is none, 10 the smallest; auto follows what limits. Default: 7.")
    private String compression = "";

    @Option(
            names = "--streams",
            paramLabel = "1..8",
            defaultValue = "4",
            description = "Connections of each disk, at most: more than one where the network limits. Default: 4.")
    private int streams;

    @Option(
            names = "--limit-mbps",
            paramLabel = "N",
            defaultValue = "0",
            description = "The limit on the wire in Mbit/s. Default: 0, none.")
    private long limit;

    @Option(
            names = "--limit-window",
            paramLabel = "HH:MM-HH:MM=N",
            description = "Another limit in Mbit/s, 0 for none, at a time of each day. Repeatable.")
    private List<String> limitWindows = List.of();

    @Option(names = "--checksum", description = "Read the target back at the end, compare, and repair.")
    private boolean checksum;

    @Option(
            names = "--ssl",
            paramLabel = "auto|on|off",
            defaultValue = "auto",
            description = "Whether the stream is encrypted. Default: auto, which encrypts.")
    private Encryption ssl = Encryption.AUTO;

    @Option(names = "--drill", paramLabel = "off", defaultValue = "off", description = "Only off so far.")
    private String drill = "off";

    @Option(
            names = "--adapt",
            paramLabel = "auto|off",
            defaultValue = "auto",
            description = "Whether the Linux on the disks is changed so that it starts on ECS. Default: auto.")
    private String adapt = "auto";

    @Mixin
    private final AdaptationFlags adaptation = new AdaptationFlags();

    @Option(
            names = "--boot-proof",
            description = "Start a copy of the image in QEMU at the end, and tell whether it comes up.")
    private boolean bootProof;

    @Option(names = "--keep-syncing", description = "Keep the job after the first round, for smc sync.")
    private boolean keepSyncing;

    @Option(
            names = "--keep-images",
            paramLabel = "N",
            description = "With --keep-syncing: keep only the last 1 to 10 images. Default: all.")
    private @Nullable Integer keepImages;

    @Mixin
    private final ReadOptions reading = new ReadOptions();

    @Mixin
    private final EditOptions editing = new EditOptions();

    @Mixin
    private final PlatformOptions platform = new PlatformOptions();

    MigrateCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        Problems problems = new Problems();
        onlyOff("--drill", drill, problems);
        if (!adapt.equalsIgnoreCase("auto") && !adapt.equalsIgnoreCase("off")) {
            problems.add("--adapt must be auto or off, but is " + adapt);
        }
        if (keepImages != null && !keepSyncing) {
            problems.add("--keep-images needs --keep-syncing: a job of one round makes one image");
        }
        SourceSpec source = problems.check(this::sourceSpec);
        JobSpec spec = problems.check(this::jobSpec);
        if (source == null || spec == null || !problems.isEmpty()) {
            throw problems.badUsage(command.commandLine());
        }
        try (Session session =
                Session.open(home, console, center -> platform.applyTo(reading.applyTo(editing.applyTo(center))))) {
            ReplicationJob job = createJob(session.center(), source, spec);
            session.center().jobs().preview(job.spec()).notes().forEach(note -> console.error("note: " + note));
            if (job.spec().adaptation().enabled()) {
                warn(session.center(), job);
            }
            ReplicationResult result = session.await(session.center().jobs().start(job.id()));
            new Summary(console, session.center(), home).print(result);
            if (console.json()) {
                console.print(Json.result(result, session.center()));
            }
        }
        return 0;
    }

    private static void onlyOff(String option, String value, Problems problems) {
        if (!value.equalsIgnoreCase("off")) {
            problems.add(option + " " + value + " does not exist yet; leave it out or pass off");
        }
    }

    private SourceSpec sourceSpec() {
        return SourceSpec.of(s -> s.name(image)
                .addAllDisks(disks.stream().map(DiskLocation::of).toList())
                .putAllMachine(platform.machine()));
    }

    private JobSpec jobSpec() {
        return JobSpec.of(j -> {
            j.name(image)
                    .sourceId("s-later")
                    .target(Target.image("local", image, t -> t.format(format)))
                    .transfer(t -> TransferTexts.compression(t, compression)
                            .streams(streams)
                            .bandwidthLimit(Bandwidth.ofMbps(limit))
                            .addAllBandwidthWindows(limitWindows.stream()
                                    .map(TransferTexts::window)
                                    .toList())
                            .verifyChecksums(checksum)
                            .encryption(ssl))
                    .runOnce(!keepSyncing);
            j.adaptation(adapt.equalsIgnoreCase("off") ? AdaptationOptions.off() : adaptation.options());
            if (bootProof) {
                j.bootProof(BootOptions.builder().build());
            }
            if (plan != null) {
                j.plan(PlanOptions.read(plan));
            }
            if (keepImages != null && keepSyncing) {
                j.maxImagesToKeep(keepImages);
            }
        });
    }

    /** Tells what will keep the guest from starting, before the first byte is sent. */
    private void warn(MigrationCenter center, ReplicationJob job) {
        try {
            List<DiskLocation> locations = center.sources().get(job.spec().sourceId()).disks().stream()
                    .map(SourceDisk::location)
                    .toList();
            center.guests().predict(locations, job.spec().adaptation()).items().stream()
                    .filter(item -> item.status() == CheckStatus.CRITICAL)
                    .forEach(item -> console.error("warning: " + Summary.sentence(item)));
        } catch (MigrationException e) {
            console.error("warning: the guest cannot be looked at: " + e.getMessage());
        }
    }

    private static ReplicationJob createJob(MigrationCenter center, SourceSpec source, JobSpec spec) {
        Set<String> names =
                center.sources().list().stream().map(SourceServer::name).collect(Collectors.toSet());
        center.jobs().list().forEach(job -> names.add(job.name()));
        String name = freeName(source.name(), names);
        SourceServer server =
                center.sources().register(source.toBuilder().name(name).build());
        try {
            return center.jobs()
                    .create(spec.toBuilder().name(name).sourceId(server.id()).build());
        } catch (MigrationException e) {
            center.sources().delete(server.id());
            throw e;
        }
    }

    /** Returns the name, with {@code -2} or a higher number at its end if it is taken. */
    static String freeName(String wanted, Set<String> taken) {
        String name = wanted;
        for (int number = 2; taken.contains(name); number++) {
            String suffix = "-" + number;
            name = wanted.substring(0, Math.min(wanted.length(), 128 - suffix.length())) + suffix;
        }
        return name;
    }
}
