package dev.smc.core.internal.center;

import dev.smc.api.Sources;
import dev.smc.api.model.DiskLayout;
import dev.smc.api.model.DiskLocation;
import dev.smc.api.model.SourceDisk;
import dev.smc.api.model.SourceServer;
import dev.smc.api.model.SourceSpec;
import dev.smc.api.model.SourceState;
import dev.smc.core.internal.job.DiskOpener;
import dev.smc.core.internal.job.OpenDisk;
import dev.smc.core.internal.store.SourceStore;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** Source servers, inspected and stored. */
final class DefaultSources implements Sources {
    private final SourceStore store;
    private final DiskOpener disks;
    private final InstantSource clock;
    private final Ids ids;

    DefaultSources(SourceStore store, DiskOpener disks, InstantSource clock, Ids ids) {
        this.store = store;
        this.disks = disks;
        this.clock = clock;
        this.ids = ids;
    }

    @Override
    public SourceServer register(SourceSpec spec) {
        store.requireFree(spec.name());
        List<SourceDisk> found = new ArrayList<>();
        for (DiskLocation location : spec.disks()) {
            SourceDisk.Builder disk = SourceDisk.builder();
            found.add(disk.index(found.size())
                    .location(location)
                    .layout(inspect(location))
                    .build());
        }
        SourceServer.Builder builder = SourceServer.builder();
        SourceServer source = builder.id(ids.next("s-"))
                .name(spec.name())
                .description(spec.description())
                .state(SourceState.AVAILABLE)
                .disks(found)
                .registeredAt(clock.instant())
                .build();
        store.insert(source);
        return source;
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
    public DiskLayout inspect(DiskLocation disk) {
        try (OpenDisk open = disks.inspect(disks.open(disk))) {
            return open.layout();
        }
    }
}
