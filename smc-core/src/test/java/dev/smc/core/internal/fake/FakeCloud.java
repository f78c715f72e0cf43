package dev.smc.core.internal.fake;

import dev.smc.api.error.CloudException;
import dev.smc.api.error.ErrorCode;
import dev.smc.api.model.Image;
import dev.smc.api.model.ImageDisk;
import dev.smc.api.model.ResourceType;
import dev.smc.spi.cloud.CloudCapabilities;
import dev.smc.spi.cloud.CloudContext;
import dev.smc.spi.cloud.CloudProvider;
import dev.smc.spi.cloud.CloudResource;
import dev.smc.spi.cloud.Creation;
import dev.smc.spi.cloud.DiskRequest;
import dev.smc.spi.cloud.ImageRequest;
import dev.smc.spi.cloud.InstanceRequest;
import dev.smc.spi.cloud.IntermediateInstance;
import dev.smc.spi.cloud.SnapshotRequest;
import dev.smc.spi.transport.PeerIdentity;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** A cloud in memory. It outlives the centres that use it, as a cloud does. */
public final class FakeCloud implements CloudProvider {
    private final String id;
    private final Set<String> regions;
    private final Map<String, Thing> byToken = new LinkedHashMap<>();
    private final Map<String, byte[]> disks = new LinkedHashMap<>();
    private final Map<String, byte[]> snapshots = new LinkedHashMap<>();
    private final Map<String, Image> images = new LinkedHashMap<>();
    private final Map<String, List<byte[]>> imageBytes = new LinkedHashMap<>();
    private final Map<Integer, Instance> instances = new LinkedHashMap<>();
    private int counter;
    public volatile CloudCapabilities capabilities = CloudCapabilities.builder().build();
    public volatile Faults faults = new Faults();
    public volatile Optional<String> cost = Optional.of("1 coin a day");
    public final AtomicInteger closed = new AtomicInteger();
    public volatile CloudContext context;

    private record Thing(CloudResource resource, String jobId, String region) {}

    /** A receiver: which disks it writes, for whom, and since which epoch. */
    record Instance(String id, Map<Integer, String> diskIds, PeerIdentity identity, long epoch) {}

    public FakeCloud(String id, String... regions) {
        this.id = id;
        this.regions = Set.of(regions);
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public void open(CloudContext given) {
        context = given;
    }

    @Override
    public Set<String> regions() {
        return regions;
    }

    @Override
    public CloudCapabilities capabilities() {
        return capabilities;
    }

    @Override
    public String createDisk(DiskRequest request) {
        return around(
                "createDisk",
                () -> create(ResourceType.DISK, "d-", request.creation(), made -> {
                    disks.put(made, new byte[(int) request.sizeBytes()]);
                }));
    }

    @Override
    public IntermediateInstance launchInstance(InstanceRequest request) {
        return around("launchInstance", () -> {
            String made = create(ResourceType.INSTANCE, "i-", request.creation(), ignored -> {});
            instances.values().removeIf(instance -> instance.id().equals(made));
            int port = 1000 + ++counter;
            instances.put(
                    port,
                    new Instance(
                            made,
                            request.diskIds(),
                            request.identity(),
                            request.creation().epoch()));
            request.diskIds().values().forEach(disk -> {
                if (!disks.containsKey(disk)) {
                    throw new CloudException(ErrorCode.CLOUD_FAILED, "no disk " + disk, "");
                }
            });
            return IntermediateInstance.of(
                    i -> i.id(made).address(new InetSocketAddress(InetAddress.getLoopbackAddress(), port)));
        });
    }

    @Override
    public String createSnapshot(SnapshotRequest request) {
        return around(
                "createSnapshot",
                () -> create(ResourceType.SNAPSHOT, "snap-", request.creation(), made -> {
                    byte[] disk = disks.get(request.diskId());
                    if (disk == null) {
                        throw new CloudException(ErrorCode.CLOUD_FAILED, "no disk " + request.diskId(), "");
                    }
                    snapshots.put(made, disk.clone());
                }));
    }

    @Override
    public Image createImage(ImageRequest request) {
        return around("createImage", () -> {
            Creation creation = request.creation();
            if (!byToken.containsKey(creation.clientToken())
                    && images.values().stream().anyMatch(i -> i.name().equals(creation.name()))) {
                throw new CloudException(ErrorCode.INVALID_STATE, creation.name() + " is taken", "take another");
            }
            String made = create(ResourceType.IMAGE, "m-", creation, image -> {
                images.put(image, image(image, request));
                imageBytes.put(
                        image,
                        request.disks().stream()
                                .map(d -> snapshots.get(d.snapshotId()).clone())
                                .toList());
            });
            return images.get(made);
        });
    }

    private static Image image(String made, ImageRequest request) {
        return Image.of(i -> i.id(made)
                .name(request.creation().name())
                .region(request.creation().region())
                .format(request.format())
                .firmware(request.firmware())
                .disks(request.disks().stream()
                        .map(d -> ImageDisk.of(x -> x.index(d.index())
                                .sizeBytes(d.sizeBytes())
                                .usedBytes(d.usedBytes())
                                .digest(d.digest())))
                        .toList())
                .sourceId(request.sourceId())
                .sourceName(request.sourceName())
                .jobId(request.creation().jobId())
                .round(request.round())
                .createdAt(Instant.EPOCH));
    }

    private String create(
            ResourceType type, String prefix, Creation creation, java.util.function.Consumer<String> make) {
        Thing known = byToken.get(creation.clientToken());
        if (known != null) {
            return known.resource().id();
        }
        String made = prefix + ++counter;
        make.accept(made);
        byToken.put(
                creation.clientToken(),
                new Thing(new CloudResource(type, made, creation.clientToken()), creation.jobId(), creation.region()));
        return made;
    }

    @Override
    public List<Image> images(String region) {
        return around("images", () -> List.copyOf(images.values()));
    }

    @Override
    public void delete(ResourceType type, String region, String gone) {
        around("delete", () -> {
            lose(gone);
            return gone;
        });
    }

    /** Makes something vanish, as by somebody else's hand. */
    public synchronized void lose(String gone) {
        byToken.values().removeIf(thing -> thing.resource().id().equals(gone));
        disks.remove(gone);
        snapshots.remove(gone);
        images.remove(gone);
        imageBytes.remove(gone);
        instances.values().removeIf(instance -> instance.id().equals(gone));
    }

    @Override
    public List<CloudResource> find(String region, String jobId) {
        return around(
                "find",
                () -> byToken.values().stream()
                        .filter(thing ->
                                thing.jobId().equals(jobId) && thing.region().equals(region))
                        .map(Thing::resource)
                        .toList());
    }

    /** Returns everything that exists, of all jobs. */
    public synchronized List<CloudResource> everything() {
        return byToken.values().stream().map(Thing::resource).toList();
    }

    public synchronized List<String> ids(ResourceType type) {
        return new ArrayList<>(everything().stream()
                .filter(r -> r.type() == type)
                .map(CloudResource::id)
                .toList());
    }

    /** Returns the bytes of an image's disk. */
    public synchronized byte[] imageDisk(String imageId, int disk) {
        return imageBytes.get(imageId).get(disk).clone();
    }

    @Override
    public Optional<String> costToKeep(ResourceType type, String region, String thing) {
        faults.at("costToKeep");
        return cost;
    }

    synchronized Instance instance(int port) {
        return instances.get(port);
    }

    synchronized byte[] disk(String disk) {
        return disks.get(disk);
    }

    @Override
    public void close() {
        closed.incrementAndGet();
    }

    private <T> T around(String call, Supplier<T> work) {
        faults.at("before " + call);
        T result;
        synchronized (this) {
            result = work.get();
        }
        faults.at("after " + call);
        return result;
    }
}
