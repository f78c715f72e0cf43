package dev.smc.core.internal.center;

import dev.smc.api.MigrationCenter;
import dev.smc.api.model.JobSpec;
import dev.smc.api.model.ReplicationJob;
import dev.smc.api.model.SourceServer;
import dev.smc.api.model.Target;
import dev.smc.core.internal.fake.FakeCloud;
import dev.smc.core.internal.fake.FakeDisks;
import dev.smc.core.internal.fake.FakeTransport;
import dev.smc.core.internal.fake.Faults;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/** A cloud, disks and a transport in memory, and centres on a home directory that use them. */
final class World {
    static final String DISK_0 = "mem://0";
    static final String DISK_1 = "mem://1";
    static final int SIZE = 10 * FakeTransport.BLOCK + 100;

    final Path home;
    final FakeCloud cloud = new FakeCloud("fake", "moon");
    final FakeTransport transport = new FakeTransport(cloud);
    final FakeDisks disks = new FakeDisks().add(DISK_0, SIZE, 1).add(DISK_1, SIZE / 2, 2);

    World(Path home) {
        this.home = home;
    }

    CenterBuilder builder(Faults faults) {
        cloud.faults = faults;
        transport.faults = faults;
        disks.faults = faults;
        return new CenterBuilder()
                .home(home)
                .addCloud(cloud)
                .onlyGivenClouds()
                .transport(transport)
                .diskOpener(disks)
                .commitHook(faults)
                .retryPauses(List.of(Duration.ZERO, Duration.ZERO));
    }

    MigrationCenter open() {
        return open(new Faults());
    }

    MigrationCenter open(Faults faults) {
        return builder(faults).open();
    }

    static SourceServer source(MigrationCenter center) {
        return center.sources().register(s -> s.name("web01").addDisk(DISK_0).addDisk(DISK_1));
    }

    static ReplicationJob job(MigrationCenter center, Consumer<JobSpec.Builder> more) {
        String source = source(center).id();
        return center.jobs().create(j -> {
            j.name("web01-to-image").sourceId(source).target(Target.image("moon", "web01"));
            more.accept(j);
        });
    }

    static ReplicationJob job(MigrationCenter center) {
        return job(center, j -> {});
    }
}
