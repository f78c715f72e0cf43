package dev.smc.core.internal.store;

import dev.smc.api.model.DiskLayout;
import dev.smc.api.model.DiskLocation;
import dev.smc.api.model.DiskResult;
import dev.smc.api.model.Firmware;
import dev.smc.api.model.JobSpec;
import dev.smc.api.model.JobStatus;
import dev.smc.api.model.PartitionTable;
import dev.smc.api.model.ReplicationJob;
import dev.smc.api.model.SourceDisk;
import dev.smc.api.model.SourceServer;
import dev.smc.api.model.SourceState;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Stores on a home directory with a clock that stands until it is moved, and values to put in. */
final class StoreFixture {
    static final Instant START = Instant.parse("2026-11-23T09:00:00Z");
    static final Duration TTL = Duration.ofSeconds(30);
    static final CommitHook RELAXED = new CommitHook() {
        @Override
        public boolean forcesCommits() {
            return false;
        }
    };

    final Path home;
    Instant now = START;
    private final AtomicInteger nodes = new AtomicInteger();

    StoreFixture(Path home) {
        this.home = home;
    }

    Store open() {
        return open(RELAXED);
    }

    Store open(CommitHook hook) {
        return Store.open(home, clock(), () -> "n-" + nodes.incrementAndGet(), hook);
    }

    InstantSource clock() {
        return () -> now;
    }

    static SourceServer source(String id, String name) {
        return SourceServer.of(s -> s.id(id)
                .name(name)
                .description("about " + name)
                .state(SourceState.AVAILABLE)
                .addDisk(SourceDisk.of(d -> d.index(0)
                        .location(DiskLocation.of("mem://0"))
                        .layout(DiskLayout.of(l -> l.format("raw")
                                .sizeBytes(100)
                                .partitionTable(PartitionTable.GPT)
                                .usedBytes(60)
                                .firmware(Firmware.UEFI)))))
                .registeredAt(START));
    }

    static ReplicationJob job(String id, String name, String sourceId) {
        return ReplicationJob.of(j -> j.id(id)
                .spec(JobSpec.of(s -> s.name(name).sourceId(sourceId)))
                .status(JobStatus.READY)
                .createdAt(START));
    }

    static DiskResult result(int disk) {
        return DiskResult.of(r -> r.index(disk)
                .sizeBytes(100)
                .usedBytes(60)
                .changedBytes(50)
                .transferredBytes(40)
                .wireBytes(30)
                .digest("abc")
                .verified(true));
    }

    /** Opens a store that holds source s-1 and job j-1. */
    Store openWithJob() {
        Store store = open();
        store.sources().insert(source("s-1", "web01"));
        store.jobs().insert(job("j-1", "job1", "s-1"), List.of());
        return store;
    }
}
