package dev.smc.core.internal.center;

import dev.smc.api.Sources;
import dev.smc.api.error.InvalidSpecException;
import dev.smc.api.error.InvalidSpecException.Violation;
import dev.smc.api.model.DiskLocation;
import dev.smc.api.model.ServerLayout;
import dev.smc.api.model.SourceDisk;
import dev.smc.api.model.SourceServer;
import dev.smc.api.model.SourceSpec;
import dev.smc.api.model.SourceState;
import dev.smc.core.internal.guest.PlatformDetector;
import dev.smc.core.internal.job.DiskOpener;
import dev.smc.core.internal.job.OpenServer;
import dev.smc.core.internal.store.SourceStore;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Source servers, inspected and stored. */
final class DefaultSources implements Sources {
    private final SourceStore store;
    private final DiskOpener disks;
    private final PlatformDetector platforms;
    private final InstantSource clock;
    private final Ids ids;

    DefaultSources(SourceStore store, DiskOpener disks, PlatformDetector platforms, InstantSource clock, Ids ids) {
        this.store = store;
        this.disks = disks;
        this.platforms = platforms;
        this.clock = clock;
        this.ids = ids;
    }

    @Override
    public SourceServer register(SourceSpec spec) {
        store.requireFree(spec.name());
        // Built anew, because the rules for disks hold for those in archives, too.
        List<DiskLocation> locations =
                spec.toBuilder().disks(disks(spec.disks())).build().disks();
        ServerLayout layout = inspect(locations, spec.machine());
        List<SourceDisk> found = new ArrayList<>();
        for (DiskLocation location : locations) {
            int index = found.size();
            found.add(SourceDisk.of(disk ->
                    disk.index(index).location(location).layout(layout.disks().get(index))));
        }
        requireContent(found);
        SourceServer.Builder builder = SourceServer.builder();
        SourceServer source = builder.id(ids.next("s-"))
                .name(spec.name())
                .description(spec.description())
                .state(SourceState.AVAILABLE)
                .disks(found)
                .volumes(layout.volumes())
                .platform(layout.platform())
                .registeredAt(clock.instant())
                .build();
        store.insert(source);
        return source;
    }

    private static void requireContent(List<SourceDisk> disks) {
        List<Violation> empty = disks.stream()
                .filter(disk -> disk.layout().sizeBytes() == 0)
                .map(disk -> new Violation("disks", disk.location() + " is empty: it has 0 bytes"))
                .toList();
        if (!empty.isEmpty()) {
            throw new InvalidSpecException(empty);
        }
    }

    @Override
    public SourceServer get(String sourceId) {
        return store.get(sourceId);
    }

    @Override
    public List<SourceServer> list() {
        return store.list();
    }

    @Override
    public void delete(String sourceId) {
        store.delete(sourceId);
    }

    @Override
    public List<DiskLocation> disks(List<DiskLocation> locations) {
        return ServerDisks.all(disks, locations);
    }

    @Override
    public ServerLayout inspect(List<DiskLocation> locations, Map<String, String> machine) {
        try (OpenServer server = ServerDisks.open(disks, locations)) {
            return server.layout().toBuilder()
                    .platform(platforms.detect(machine, server.devices()))
                    .build();
        }
    }
}
