package dev.smc.core.internal.center;

import static org.assertj.core.api.Assertions.assertThat;

import dev.smc.api.MigrationCenter;
import dev.smc.api.Replication;
import dev.smc.api.error.InvalidStateException;
import dev.smc.api.error.MigrationException;
import dev.smc.api.model.JobSpec;
import dev.smc.api.model.ReplicationJob;
import dev.smc.api.model.Resource;
import dev.smc.api.model.ResourceState;
import dev.smc.api.model.ResourceType;
import dev.smc.core.internal.fake.Faults;
import dev.smc.core.internal.fake.SimulatedCrash;
import dev.smc.spi.cloud.CloudCapabilities;
import dev.smc.spi.cloud.CloudResource;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lets the process die at every commit and around every call of cloud and transport, goes on, and looks at what came of it. */
class EngineCrashTest {
    @TempDir
    Path temp;

    private int homes;

    @Test
    void runOnce_diesAnywhere_goesOnAndLeavesOnlyTheImage() {
        int points = dieEverywhere(j -> {}, world -> {}, 1, world -> {
            String image = onlyImage(world);
            assertThat(world.cloud.imageDisk(image, 0)).isEqualTo(world.disks.bytes(World.DISK_0));
            assertThat(world.cloud.imageDisk(image, 1)).isEqualTo(world.disks.bytes(World.DISK_1));
            assertThat(world.cloud.everything()).extracting(CloudResource::type).containsExactly(ResourceType.IMAGE);
        });
        assertThat(points).isGreaterThan(60);
    }

    @Test
    void keepSyncing_diesAnywhereInTwoRoundsAndDelete_leavesOnlyTheNewestImage() {
        dieEverywhere(j -> j.runOnce(false).maxImagesToKeep(1), world -> {}, 2, world -> {
            String image = onlyImage(world);
            assertThat(world.cloud.imageDisk(image, 0)).isEqualTo(world.disks.bytes(World.DISK_0));
            assertThat(world.cloud.everything()).extracting(CloudResource::type).containsExactly(ResourceType.IMAGE);
        });
    }

    @Test
    void imagesKeepSnapshots_diesAnywhere_leavesImageAndItsSnapshots() {
        dieEverywhere(
                j -> {},
                world -> world.cloud.capabilities = CloudCapabilities.of(c -> c.imagesKeepSnapshots(true)),
                1,
                world -> {
                    onlyImage(world);
                    assertThat(world.cloud.everything())
                            .extracting(CloudResource::type)
                            .containsExactlyInAnyOrder(
                                    ResourceType.IMAGE, ResourceType.SNAPSHOT, ResourceType.SNAPSHOT);
                });
    }

    private static String onlyImage(World world) {
        assertThat(world.cloud.ids(ResourceType.IMAGE)).hasSize(1);
        return world.cloud.ids(ResourceType.IMAGE).get(0);
    }

    private int dieEverywhere(
            Consumer<JobSpec.Builder> spec, Consumer<World> arrange, int rounds, Consumer<World> check) {
        int points = Integer.MAX_VALUE;
        for (int point = 1; point <= points; point++) {
            World world = new World(temp.resolve("home-" + homes++));
            arrange.accept(world);
            String jobId;
            try (MigrationCenter center = world.open()) {
                jobId = World.job(center, spec).id();
            }
            Faults faults = Faults.crashAt(point);
            if (drive(world, faults, jobId, rounds)) {
                // The last point was passed alive.
                points = point;
            } else {
                assertThat(drive(world, new Faults(), jobId, rounds))
                        .as("after a crash at %d, %s", point, faults.passed().get(point - 1))
                        .isTrue();
            }
            check.accept(world);
            checkLedger(world);
            assertThat(world.disks.open()).isZero();
        }
        return points;
    }

    /** Does whatever comes next until the job is done and deleted. Returns false if the process died. */
    private static boolean drive(World world, Faults faults, String jobId, int rounds) {
        MigrationCenter center;
        try {
            center = world.open(faults);
        } catch (SimulatedCrash e) {
            return false;
        }
        try {
            while (step(world, center, jobId, rounds)) {
                faults.at("step");
            }
            return true;
        } catch (SimulatedCrash e) {
            return false;
        } finally {
            center.close();
        }
    }

    private static boolean step(World world, MigrationCenter center, String jobId, int rounds) {
        ReplicationJob job;
        try {
            job = center.jobs().get(jobId);
        } catch (InvalidStateException e) {
            return false;
        }
        switch (job.status()) {
            case READY -> await(center.jobs().start(jobId));
            case RUNNING -> {
                List<Replication> resumed = center.jobs().resume();
                assertThat(resumed).hasSize(1);
                await(resumed.get(0));
            }
            case WAITING -> {
                if (job.rounds().size() < rounds) {
                    world.disks.bytes(World.DISK_0)[7] ^= 1;
                    await(center.jobs().start(jobId));
                } else {
                    center.jobs().delete(jobId);
                }
            }
            case FINISHED, DELETING -> center.jobs().delete(jobId);
            default -> throw new AssertionError(job);
        }
        return true;
    }

    private static void await(Replication run) {
        try {
            run.completion().join();
        } catch (CompletionException e) {
            MigrationException error = (MigrationException) e.getCause();
            if (error.getCause() instanceof SimulatedCrash crash) {
                throw crash;
            }
            throw error;
        }
    }

    private static void checkLedger(World world) {
        try (MigrationCenter center = world.open()) {
            List<Resource> ledger = center.resources().list();
            assertThat(ledger).allMatch(r -> r.state() == ResourceState.CREATED);
            assertThat(ledger)
                    .extracting(r -> new CloudResource(r.type(), r.id().orElseThrow(), r.clientToken()))
                    .containsExactlyInAnyOrderElementsOf(world.cloud.everything());
            assertThat(center.jobs().list()).isEmpty();
        }
    }
}
