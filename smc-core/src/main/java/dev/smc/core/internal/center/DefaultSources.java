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
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
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

    /** A disk under two names would become two disks of the image; links are seen through. */
    private static void requireDistinct(List<DiskLocation> disks) {
        Map<Path, DiskLocation> seen = new HashMap<>();
        List<Violation> twice = new ArrayList<>();
        for (DiskLocation disk : disks) {
            DiskLocation same = disk.isPath() ? seen.putIfAbsent(realPath(disk.path()), disk) : null;
            if (same != null) {
                twice.add(new Violation("disks", disk + " and " + same + " are the same disk"));
            }
        }
        if (!twice.isEmpty()) {
            throw new InvalidSpecException(twice);
        }
    }

    private static Path realPath(Path path) {
        try {
            return path.toRealPath();
        } catch (IOException e) {
            return path; // opening it says what is wrong
        }
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
        return locations.stream()
                .flatMap(location -> disks.disks(location).stream())
                .toList();
    }

    @Override
    public ServerLayout inspect(List<DiskLocation> locations, Map<String, String> machine) {
        if (locations.isEmpty()) {
            throw new InvalidSpecException("disks", "none is named; name all disks of the server");
        }
        List<DiskLocation> all = disks(locations);
        requireDistinct(all);
        try (OpenServer server = disks.openAll(all)) {
            return server.layout().toBuilder()
                    .platform(platforms.detect(machine, server.devices()))
                    .build();
        }
    }
}
