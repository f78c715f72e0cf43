package dev.smc.core.internal.cloud.local;

import dev.smc.api.error.CloudException;
import dev.smc.api.error.ErrorCode;
import dev.smc.api.model.BootOptions;
import dev.smc.api.model.BootReport;
import dev.smc.api.model.Image;
import dev.smc.api.model.ImageDisk;
import dev.smc.api.model.ResourceType;
import dev.smc.core.internal.boot.BootMachine;
import dev.smc.core.internal.boot.BootMachines;
import dev.smc.core.internal.boot.BootProof;
import dev.smc.core.internal.disk.PrivateDirectory;
import dev.smc.core.internal.guest.edit.EditingRights;
import dev.smc.core.internal.image.file.RawTarget;
import dev.smc.spi.cloud.CloudContext;
import dev.smc.spi.cloud.CloudResource;
import dev.smc.spi.cloud.Creation;
import dev.smc.spi.cloud.DiskRequest;
import dev.smc.spi.cloud.ImageRequest;
import dev.smc.spi.cloud.SnapshotRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;

/** What an open local cloud has. Thread-safe. */
final class LocalResources {
    private final ResourceDirectory<Description.Disk> disks;
    private final ResourceDirectory<Description.Snapshot> snapshots;
    private final ResourceDirectory<Description.Manifest> images;
    private final ImageFiles imageFiles;
    private final SharedFiles sharedFiles;
    private final Adaptations adaptations;
    private final Instances instances;
    private final Path scratch;
    private final InstantSource clock;
    private final DurableFiles files;
    private final GrowingTools tools;

    private LocalResources(Path directory, CloudContext context, DurableFiles files) {
        disks = new ResourceDirectory<>(directory.resolve("disks"), Kind.DISK, DescriptionFile.DISK, files);
        snapshots =
                new ResourceDirectory<>(directory.resolve("snapshots"), Kind.SNAPSHOT, DescriptionFile.SNAPSHOT, files);
        images = new ResourceDirectory<>(directory.resolve("images"), Kind.IMAGE, DescriptionFile.IMAGE, files);
        sharedFiles = new SharedFiles(files);
        imageFiles = new ImageFiles(snapshots, sharedFiles);
        adaptations = new Adaptations(snapshots, files, new EditingRights(context.mayMount(), context.mayRunGuests()));
        instances = new Instances(disks, sharedFiles, context.transport());
        clock = context.clock();
        scratch = directory.resolve("scratch");
        this.files = files;
        tools = new GrowingTools(context.mayMount());
    }

    /** Opens a directory, creating it if it is missing, and clears what crashes left. */
    static LocalResources open(CloudContext context, DurableFiles files) {
        Path directory = context.directory().toAbsolutePath().normalize();
        LocalResources resources = new LocalResources(directory, context, files);
        try {
            PrivateDirectory.create(directory);
            resources.disks.open();
            resources.snapshots.open();
            resources.images.open();
            return resources;
        } catch (IOException e) {
            throw Failures.of("cannot open the local cloud", directory, e);
        }
    }

    /** Returns the file systems that snapshots can make larger. */
    Set<String> growable() {
        return tools.growable();
    }

    Instances instances() {
        return instances;
    }

    String createDisk(DiskRequest request) {
        Creation creation = request.creation();
        Description.Disk disk = disks.create(creation.clientToken(), directory -> {
            Description.Disk created = new Description.Disk(
                    DescriptionFile.DISK.format(),
                    Description.VERSION,
                    creation.clientToken(),
                    creation.jobId(),
                    creation.name(),
                    clock.instant(),
                    request.index(),
                    request.sizeBytes());
            RawTarget.create(directory.resolve(Layout.RAW), created.sizeBytes()).close();
            return created;
        });
        if (disk.sizeBytes() != request.sizeBytes()) {
            throw new CloudException(
                    ErrorCode.INVALID_STATE,
                    "disk " + Kind.DISK.id(creation.clientToken()) + " exists with " + disk.sizeBytes()
                            + " bytes, asked for again with " + request.sizeBytes(),
                    "use another client token");
        }
        return Kind.DISK.id(disk.clientToken());
    }

    String createSnapshot(SnapshotRequest request) {
        Creation creation = request.creation();
        Description.Snapshot snapshot = snapshots.create(creation.clientToken(), directory -> {
            Description.Disk disk = disks.get(request.diskId());
            Path raw = disks.path(request.diskId()).resolve(Layout.RAW);
            Growth growth = new Growth(tools, files);
            if (request.last() && request.growths().isEmpty()) {
                sharedFiles.share(raw, directory.resolve(Layout.RAW));
            } else {
                sharedFiles.copy(raw, directory.resolve(Layout.RAW));
                growth.grow(disk.index(), directory.resolve(Layout.RAW), request.growths());
            }
            return new Description.Snapshot(
                    DescriptionFile.SNAPSHOT.format(),
                    Description.VERSION,
                    creation.clientToken(),
                    creation.jobId(),
                    creation.name(),
                    clock.instant(),
                    request.diskId(),
                    disk.sizeBytes(),
                    growth.grown(),
                    growth.notGrown());
        });
        return Kind.SNAPSHOT.id(snapshot.clientToken());
    }

    Image createImage(ImageRequest request) {
        Creation creation = request.creation();
        Description.Manifest manifest = images.create(creation.clientToken(), directory -> {
            List<Description.Manifest> others = images.list();
            refuseTakenName(creation.name(), others);
            Optional<Adaptations.Outcome> adapted =
                    request.adaptation().map(options -> adaptations.adapt(request, options, directory));
            List<ImageDisk> written = imageFiles.write(request, directory);
            return new Description.Manifest(
                    DescriptionFile.IMAGE.format(),
                    Description.VERSION,
                    creation.clientToken(),
                    others.stream()
                                    .mapToLong(Description.Manifest::sequence)
                                    .max()
                                    .orElse(0)
                            + 1,
                    Image.of(i -> i.id(Kind.IMAGE.id(creation.clientToken()))
                            .name(creation.name())
                            .region(creation.region())
                            .format(request.format())
                            .firmware(request.firmware())
                            .disks(written)
                            .sourceId(request.sourceId())
                            .sourceName(request.sourceName())
                            .jobId(creation.jobId())
                            .round(request.round())
                            .adaptation(adapted.map(Adaptations.Outcome::adaptation))
                            .check(adapted.map(Adaptations.Outcome::check).or(() -> adaptations.check(request)))
                            .createdAt(clock.instant())));
        });
        return image(manifest);
    }

    private static void refuseTakenName(String name, List<Description.Manifest> others) {
        others.stream()
                .map(Description.Manifest::image)
                .filter(image -> image.name().equals(name))
                .findAny()
                .ifPresent(other -> {
                    throw new CloudException(
                            ErrorCode.INVALID_STATE,
                            "the image name " + name + " is taken by " + other.id() + ", made by job " + other.jobId(),
                            "choose another name, or delete that image");
                });
    }

    List<Image> images() {
        return images.list().stream()
                .sorted(Comparator.comparingLong(Description.Manifest::sequence))
                .map(this::image)
                .toList();
    }

    /** Returns the image with absolute paths. */
    private Image image(Description.Manifest manifest) {
        Path directory = images.path(manifest.image().id());
        return manifest.image().toBuilder()
                .disks(manifest.image().disks().stream()
                        .map(disk -> disk.toBuilder()
                                .path(disk.path()
                                        .map(name -> directory.resolve(name).toString()))
                                .build())
                        .toList())
                .build();
    }

    BootReport boot(String imageId, BootOptions options, BooleanSupplier stop) {
        Image image = image(images.get(imageId));
        List<BootMachine.Disk> files = image.disks().stream()
                .flatMap(disk -> disk.path().stream())
                .map(path -> new BootMachine.Disk(Path.of(path), image.format()))
                .toList();
        return new BootProof(scratch).boot(BootMachines.of(files, image.firmware(), options), stop);
    }

    void delete(ResourceType type, String id) {
        switch (type) {
            case DISK -> disks.delete(id, AttachedDisk::claim);
            case INSTANCE -> instances.delete(id);
            case SNAPSHOT -> snapshots.delete(id);
            case IMAGE -> images.delete(id);
        }
    }

    List<CloudResource> find(String jobId) {
        List<CloudResource> found = new ArrayList<>(instances.find(jobId));
        add(found, Kind.DISK, disks, jobId);
        add(found, Kind.SNAPSHOT, snapshots, jobId);
        add(found, Kind.IMAGE, images, jobId);
        return found;
    }

    private static void add(
            List<CloudResource> found, Kind kind, ResourceDirectory<? extends Description> directory, String jobId) {
        directory.list().stream()
                .filter(description -> description.jobId().equals(jobId))
                .map(Description::clientToken)
                .forEach(token -> found.add(new CloudResource(kind.type(), kind.id(token), token)));
    }

    Optional<String> costToKeep(ResourceType type, String id) {
        return switch (type) {
            case DISK -> DiskUsage.describe(disks.path(id));
            case SNAPSHOT -> DiskUsage.describe(snapshots.path(id));
            case IMAGE -> DiskUsage.describe(images.path(id));
            case INSTANCE -> Optional.empty();
        };
    }
}
