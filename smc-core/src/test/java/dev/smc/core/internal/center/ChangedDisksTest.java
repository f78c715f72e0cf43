package dev.smc.core.internal.center;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.smc.api.MigrationCenter;
import dev.smc.api.Replication;
import dev.smc.api.error.ErrorCode;
import dev.smc.api.error.SourceReadException;
import dev.smc.api.model.SyncRound;
import dev.smc.api.model.Target;
import dev.smc.core.internal.fake.Faults;
import dev.smc.spi.disk.AllocationMap;
import dev.smc.spi.transport.DiskReplication;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When what a source says of its changes is believed, and when all is read. */
class ChangedDisksTest {
    private static final AllocationMap SOME_0 =
            AllocationMap.builder(World.SIZE).add(5000, 10).build();
    private static final AllocationMap SOME_1 =
            AllocationMap.builder(World.SIZE / 2).add(0, 1).build();

    @TempDir
    Path temp;

    private World world;
    private String job;

    @BeforeEach
    void makeWorld() {
        world = new World(temp.resolve("home"));
        world.disks.changed.put(World.DISK_0, SOME_0);
        world.disks.changed.put(World.DISK_1, SOME_1);
        try (MigrationCenter center = world.open()) {
            job = World.job(center, j -> j.runOnce(false)).id();
        }
    }

    /** Runs a round, or what is left of it, and returns what each disk was said to have changed. */
    private Map<Integer, Optional<AllocationMap>> round() {
        world.transport.replications.clear();
        try (MigrationCenter center = world.open()) {
            center.jobs().start(job).completion().join();
        }
        return changed();
    }

    private Map<Integer, Optional<AllocationMap>> changed() {
        Map<Integer, Optional<AllocationMap>> changed = new TreeMap<>();
        for (DiskReplication replication : world.transport.replications) {
            changed.put(replication.index(), replication.changed());
        }
        return changed;
    }

    private void failingRound(String point) {
        world.transport.replications.clear();
        Faults faults = new Faults();
        faults.fail(point, 100, () -> new SourceReadException(ErrorCode.SOURCE_UNREADABLE, "bad sector", "replace it"));
        try (MigrationCenter center = world.open(faults)) {
            Replication run = center.jobs().start(job);
            if (world.transport.gates.containsKey(0)) {
                await().until(() -> doneDisks(center) == 1);
                world.transport.gates.get(0).release(1000);
            }
            assertThatThrownBy(() -> run.completion().join()).isInstanceOf(CompletionException.class);
        }
    }

    private int doneDisks(MigrationCenter center) {
        List<SyncRound> rounds = center.jobs().get(job).rounds();
        return rounds.get(rounds.size() - 1).disks().size();
    }

    @Test
    void rounds_afterACompleteOne_readOnlyWhatChanged() {
        assertThat(round()).isEqualTo(Map.of(0, Optional.empty(), 1, Optional.empty()));
        assertThat(round()).isEqualTo(Map.of(0, Optional.of(SOME_0), 1, Optional.of(SOME_1)));
        assertThat(round()).isEqualTo(Map.of(0, Optional.of(SOME_0), 1, Optional.of(SOME_1)));
    }

    @Test
    void rounds_ofASourceThatKeepsNoCount_readAll() {
        world.disks.changed.remove(World.DISK_0);
        round();
        assertThat(round()).isEqualTo(Map.of(0, Optional.empty(), 1, Optional.of(SOME_1)));
        world.disks.changed.put(World.DISK_0, SOME_0);
        assertThat(round()).isEqualTo(Map.of(0, Optional.empty(), 1, Optional.of(SOME_1)));
        assertThat(round()).isEqualTo(Map.of(0, Optional.of(SOME_0), 1, Optional.of(SOME_1)));
    }

    @Test
    void rounds_whereOtherExtentsAreInUse_countThoseAsChangedToo() {
        round();
        AllocationMap used =
                AllocationMap.builder(World.SIZE).add(0, World.SIZE - 100).build();
        world.disks.used.put(World.DISK_0, used);
        AllocationMap freed = AllocationMap.builder(World.SIZE)
                .add(5000, 10)
                .add(World.SIZE - 100, 100)
                .build();
        assertThat(round().get(0)).contains(freed);
        assertThat(round().get(0)).contains(SOME_0);
        world.disks.used.clear();
        assertThat(round().get(0)).contains(freed);
    }

    /** What a bitmap of now covers may have begun when the round was begun that was not completed. */
    @Test
    void rounds_afterOneThatBrokeOff_readAllOfTheDisksThatWereNotDone() {
        round();
        failingRound("before replicate 0");
        assertThat(round().get(0)).isEmpty();
        assertThat(round().get(0)).contains(SOME_0);
    }

    /** It was opened again without being read, so a bitmap may have begun anew in between. */
    @Test
    void rounds_afterOneThatWasGoneOnWith_readAllOfTheDisksThatWereDoneBefore() {
        round();
        world.transport.gates.put(0, new Semaphore(0));
        failingRound("after replicate 0");
        world.transport.gates.clear();
        assertThat(round()).isEqualTo(Map.of(0, Optional.empty()));
        assertThat(round()).isEqualTo(Map.of(0, Optional.of(SOME_0), 1, Optional.empty()));
        assertThat(round()).isEqualTo(Map.of(0, Optional.of(SOME_0), 1, Optional.of(SOME_1)));
    }

    @Test
    void rounds_afterOneThatCouldNotOpenTheSource_readAll() {
        round();
        failingRound("open " + World.DISK_1);
        assertThat(round()).isEqualTo(Map.of(0, Optional.empty(), 1, Optional.empty()));
    }

    @Test
    void rounds_ofAnotherJobOnTheSource_beginAnew() {
        round();
        try (MigrationCenter center = world.open()) {
            center.jobs().delete(job);
            job = center.jobs()
                    .create(j -> j.name("again")
                            .sourceId(center.sources().list().get(0).id())
                            .target(Target.image("moon", "again")))
                    .id();
        }
        assertThat(List.copyOf(round().values())).containsExactly(Optional.empty(), Optional.empty());
    }
}
