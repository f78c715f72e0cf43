package dev.smc.core.internal.cloud.local;

import dev.smc.api.error.CloudException;
import dev.smc.api.error.ErrorCode;
import dev.smc.api.model.BootOptions;
import dev.smc.api.model.BootReport;
import dev.smc.api.model.Image;
import dev.smc.api.model.ResourceType;
import dev.smc.spi.cloud.CloudCapabilities;
import dev.smc.spi.cloud.CloudContext;
import dev.smc.spi.cloud.CloudProvider;
import dev.smc.spi.cloud.CloudResource;
import dev.smc.spi.cloud.DiskRequest;
import dev.smc.spi.cloud.ImageRequest;
import dev.smc.spi.cloud.InstanceRequest;
import dev.smc.spi.cloud.IntermediateInstance;
import dev.smc.spi.cloud.SnapshotRequest;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The cloud that is a directory: needs no account. Disks, snapshots and images are files, and the intermediate instance is a
 * receiver in this process. Several processes may use one directory. Thread-safe.
 */
public final class LocalCloud implements CloudProvider {
    /** The one region. */
    static final String REGION = "local";

    private final DurableFiles files;
    private volatile @Nullable LocalResources resources;

    /** Creates the cloud; {@link java.util.ServiceLoader} does. */
    public LocalCloud() {
        this(new DurableFiles());
    }

    LocalCloud(DurableFiles files) {
        this.files = files;
    }

    @Override
    public String id() {
        return "local";
    }

    @Override
    public void open(CloudContext context) {
        resources = LocalResources.open(context, files);
    }

    @Override
    public Set<String> regions() {
        return Set.of(REGION);
    }

    @Override
    public CloudCapabilities capabilities() {
        return CloudCapabilities.of(c -> c.growableFileSystems(in(REGION).growable()));
    }

    @Override
    public String createDisk(DiskRequest request) {
        return in(request.creation().region()).createDisk(request);
    }

    @Override
    public IntermediateInstance launchInstance(InstanceRequest request) {
        return in(request.creation().region()).instances().launch(request);
    }

    @Override
    public String createSnapshot(SnapshotRequest request) {
        return in(request.creation().region()).createSnapshot(request);
    }

    @Override
    public Image createImage(ImageRequest request) {
        return in(request.creation().region()).createImage(request);
    }

    @Override
    public List<Image> images(String region) {
        return in(region).images();
    }

    @Override
    public BootReport boot(String region, String imageId, BootOptions options, BooleanSupplier stop) {
        return in(region).boot(imageId, options, stop);
    }

    @Override
    public void delete(ResourceType type, String region, String id) {
        in(region).delete(type, id);
    }

    @Override
    public List<CloudResource> find(String region, String jobId) {
        return in(region).find(jobId);
    }

    @Override
    public Optional<String> costToKeep(ResourceType type, String region, String id) {
        return in(region).costToKeep(type, id);
    }

    private LocalResources in(String region) {
        LocalResources opened = resources;
        if (opened == null) {
            throw new CloudException(
                    ErrorCode.INVALID_STATE, "the local cloud is not open", "open a migration center first");
        }
        if (!region.equals(REGION)) {
            throw new CloudException(
                    ErrorCode.NOT_FOUND, "the local cloud has no region '" + region + "'", "use " + REGION);
        }
        return opened;
    }

    @Override
    public void close() {
        LocalResources closed = resources;
        if (closed != null) {
            closed.instances().close();
        }
    }
}
