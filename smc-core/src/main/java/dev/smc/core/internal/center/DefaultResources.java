package dev.smc.core.internal.center;

import dev.smc.api.Resources;
import dev.smc.api.error.ErrorCode;
import dev.smc.api.error.InvalidStateException;
import dev.smc.api.error.MigrationException;
import dev.smc.api.model.Image;
import dev.smc.api.model.Resource;
import dev.smc.api.model.ResourceType;
import dev.smc.core.internal.job.Clouds;
import dev.smc.core.internal.store.LedgerEntry;
import dev.smc.core.internal.store.ResourceStore;
import dev.smc.spi.cloud.CloudProvider;
import java.util.List;
import java.util.Optional;

/** The ledger and the images. */
final class DefaultResources implements Resources {
    private final ResourceStore store;
    private final Clouds clouds;

    DefaultResources(ResourceStore store, Clouds clouds) {
        this.store = store;
        this.clouds = clouds;
    }

    @Override
    public List<Resource> list() {
        return store.list().stream().map(entry -> withCost(entry.resource())).toList();
    }

    private Resource withCost(Resource resource) {
        return resource.toBuilder().costToKeep(cost(resource)).build();
    }

    /** Returns the cost; a cloud that cannot be asked must not hide what exists there. */
    private Optional<String> cost(Resource resource) {
        try {
            return resource.id()
                    .flatMap(id -> clouds.of(resource.region()).costToKeep(resource.type(), resource.region(), id));
        } catch (MigrationException e) {
            return Optional.of("unknown: " + e.getMessage());
        }
    }

    @Override
    public List<Image> images(String region) {
        return clouds.of(region).images(region);
    }

    @Override
    public Image image(String imageId) {
        return find(imageId).orElseThrow(() -> notFound(imageId));
    }

    private Optional<Image> find(String imageId) {
        return clouds.regions().stream()
                .flatMap(region -> images(region).stream())
                .filter(image -> image.id().equals(imageId))
                .findFirst();
    }

    @Override
    public void deleteImage(String imageId) {
        Optional<LedgerEntry> entry = store.list().stream()
                .filter(e -> e.is(ResourceType.IMAGE)
                        && e.resource().id().filter(imageId::equals).isPresent())
                .findFirst();
        // An image in the ledger may be gone already, if an earlier deletion died in between: then this completes it.
        String region = entry.map(e -> e.resource().region())
                .or(() -> find(imageId).map(Image::region))
                .orElseThrow(() -> notFound(imageId));
        clouds.of(region).delete(ResourceType.IMAGE, region, imageId);
        entry.ifPresent(image -> {
            releaseSnapshots(image);
            store.released(image.resource().clientToken());
        });
    }

    /** Releases the snapshots that were kept for an image, in clouds whose images need them. */
    private void releaseSnapshots(LedgerEntry image) {
        CloudProvider cloud = clouds.of(image.resource().region());
        if (!cloud.capabilities().imagesKeepSnapshots()) {
            return;
        }
        for (LedgerEntry snapshot : store.ofJob(image.resource().jobId())) {
            if (snapshot.is(ResourceType.SNAPSHOT)
                    && snapshot.slot().round() == image.slot().round()) {
                Resource resource = snapshot.resource();
                resource.id().ifPresent(id -> cloud.delete(ResourceType.SNAPSHOT, resource.region(), id));
                store.released(resource.clientToken());
            }
        }
    }

    private static InvalidStateException notFound(String imageId) {
        return new InvalidStateException(
                ErrorCode.NOT_FOUND,
                "there is no image \"" + imageId + "\"",
                "list the images of its region for their ids");
    }
}
