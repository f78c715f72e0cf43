package dev.smc.core.internal.cloud.local;

import dev.smc.api.model.AdaptationOptions;
import dev.smc.api.model.Encryption;
import dev.smc.api.model.Firmware;
import dev.smc.api.model.Image;
import dev.smc.api.model.ImageFormat;
import dev.smc.api.model.ResourceType;
import dev.smc.spi.cloud.CloudContext;
import dev.smc.spi.cloud.CloudResource;
import dev.smc.spi.cloud.Creation;
import dev.smc.spi.cloud.DiskRequest;
import dev.smc.spi.cloud.ImageRequest;
import dev.smc.spi.cloud.ImageRequestDisk;
import dev.smc.spi.cloud.InstanceRequest;
import dev.smc.spi.cloud.IntermediateInstance;
import dev.smc.spi.cloud.SnapshotRequest;
import dev.smc.testkit.RecordingTransport;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** A local cloud with short ways to say what tests want of it; one process's view of a directory. */
final class TestCloud implements AutoCloseable {
    static final Instant NOW = Instant.parse("2026-11-23T09:30:00Z");
    static final String JOB = "job1";
    static final long SIZE = 1 << 20;

    final RecordingTransport transport = new RecordingTransport();
    final LocalCloud cloud;
    private final Path directory;

    TestCloud(Path directory) {
        this(directory, new DurableFiles());
    }

    TestCloud(Path directory, DurableFiles files) {
        this.directory = directory;
        cloud = new LocalCloud(files);
        cloud.open(
                CloudContext.of(c -> c.directory(directory).transport(transport).clock(InstantSource.fixed(NOW))));
    }

    String createDisk(String token) {
        return createDisk(token, SIZE);
    }

    String createDisk(String token, long size) {
        return cloud.createDisk(DiskRequest.of(
                d -> d.creation(creation(token, token, 1)).index(0).sizeBytes(size)));
    }

    IntermediateInstance launch(String token, long epoch, String... disks) {
        InstanceRequest.Builder request = InstanceRequest.builder()
                .creation(creation(token, token, epoch))
                .identity(transport.mint(JOB, epoch).receiver())
                .encryption(Encryption.ON);
        for (int i = 0; i < disks.length; i++) {
            request.putDiskId(i, disks[i]);
        }
        return cloud.launchInstance(request.build());
    }

    void write(IntermediateInstance instance, long offset, byte[] bytes) {
        var target = transport
                .receiverAt(instance.address())
                .orElseThrow()
                .disks()
                .get(0)
                .target();
        target.write(offset, ByteBuffer.wrap(bytes));
        target.force();
    }

    String createSnapshot(String token, String disk, boolean last) {
        return cloud.createSnapshot(SnapshotRequest.of(
                s -> s.creation(creation(token, token, 1)).diskId(disk).last(last)));
    }

    Image createImage(String token, String name, ImageFormat format, String snapshot) {
        return createImage(token, name, format, snapshot, SIZE);
    }

    Image createImage(String token, String name, ImageFormat format, String snapshot, long size) {
        return cloud.createImage(image(token, name, format, snapshot, size).build());
    }

    /** Creates an image whose guest is adapted. */
    Image createAdaptedImage(String token, String name, String snapshot, long size) {
        return cloud.createImage(image(token, name, ImageFormat.RAW, snapshot, size)
                .adaptation(AdaptationOptions.builder().build())
                .build());
    }

    private static ImageRequest.Builder image(
            String token, String name, ImageFormat format, String snapshot, long size) {
        return ImageRequest.builder()
                .creation(creation(token, name, 1))
                .format(format)
                .firmware(Firmware.BIOS)
                .sourceId("s-1")
                .sourceName("web01")
                .round(1)
                .addDisk(ImageRequestDisk.of(d -> d.index(0)
                        .snapshotId(snapshot)
                        .sizeBytes(size)
                        .usedBytes(5)
                        .digest("ab")));
    }

    private static Creation creation(String token, String name, long epoch) {
        return Creation.of(c ->
                c.clientToken(token).region("local").jobId(JOB).epoch(epoch).name(name));
    }

    void delete(ResourceType type, String id) {
        cloud.delete(type, "local", id);
    }

    List<CloudResource> find() {
        return cloud.find("local", JOB);
    }

    List<Image> images() {
        return cloud.images("local");
    }

    Path diskFile(String id) {
        return directory.resolve("disks").resolve(id).resolve("disk.raw");
    }

    Path snapshotFile(String id) {
        return directory.resolve("snapshots").resolve(id).resolve("disk.raw");
    }

    static Path imageFile(Image image) {
        return Path.of(image.disks().get(0).path().orElseThrow());
    }

    /** Deletes everything of the job. */
    void deleteEverything() {
        Map<ResourceType, Integer> order =
                Map.of(ResourceType.INSTANCE, 0, ResourceType.IMAGE, 1, ResourceType.SNAPSHOT, 2, ResourceType.DISK, 3);
        find().stream()
                .sorted(Comparator.comparing(resource -> order.get(resource.type())))
                .forEach(resource -> delete(resource.type(), resource.id()));
    }

    @Override
    public void close() {
        cloud.close();
    }
}
