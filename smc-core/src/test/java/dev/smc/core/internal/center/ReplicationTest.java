package dev.smc.core.internal.center;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.smc.api.MigrationCenter;
import dev.smc.api.ProgressListener;
import dev.smc.api.Replication;
import dev.smc.api.error.CloudException;
import dev.smc.api.error.ErrorCode;
import dev.smc.api.error.InvalidSpecException;
import dev.smc.api.error.MigrationException;
import dev.smc.api.error.TransportException;
import dev.smc.api.model.Bandwidth;
import dev.smc.api.model.BandwidthWindow;
import dev.smc.api.model.DiskResult;
import dev.smc.api.model.JobError;
import dev.smc.api.model.JobPhase;
import dev.smc.api.model.JobStatus;
import dev.smc.api.model.Progress;
import dev.smc.api.model.ReplicationJob;
import dev.smc.api.model.ReplicationResult;
import dev.smc.api.model.Resource;
import dev.smc.api.model.ResourceType;
import dev.smc.api.model.RoundType;
import dev.smc.api.model.SourceState;
import dev.smc.api.model.Target;
import dev.smc.core.internal.fake.FakeTransport;
import dev.smc.core.internal.fake.Faults;
import dev.smc.spi.cloud.CloudCapabilities;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rounds that run, stop, fail and go on, over clouds, disks and transport in memory. */
class ReplicationTest {
    private static final int BLOCK = FakeTransport.BLOCK;

    @TempDir
    Path temp;

    private final Faults faults = new Faults();
    private World world;
    private MigrationCenter center;

    @BeforeEach
    void open() {
        world = new World(temp.resolve("home"));
        center = world.open(faults);
    }

    @AfterEach
    void close() {
        world.transport.gates.clear();
        center.close();
        assertThat(world.disks.open()).isZero();
    }

    private static MigrationException failure(Replication run) {
        try {
            throw new AssertionError("completed: " + run.completion().join());
        } catch (CompletionException e) {
            return (MigrationException) e.getCause();
        }
    }

    private ReplicationJob job(ReplicationJob job) {
        return center.jobs().get(job.id());
    }

    /** Starts a job and returns when disk 0 has passed some blocks and waits. */
    private Replication startGated(ReplicationJob job, int blocks) {
        world.transport.gates.put(0, new Semaphore(blocks));
        Replication run = center.jobs().start(job.id());
        awaitBlocks(run, blocks);
        return run;
    }

    private void awaitBlocks(Replication run, int blocks) {
        await().atMost(Duration.ofSeconds(30))
                .until(() -> run.progress().doneBytes() >= (long) blocks * BLOCK + World.SIZE / 2);
    }

    private static void assertResult(ReplicationResult result, World world) {
        assertThat(world.cloud.imageDisk(result.imageId(), 0)).isEqualTo(world.disks.bytes(World.DISK_0));
        assertThat(world.cloud.imageDisk(result.imageId(), 1)).isEqualTo(world.disks.bytes(World.DISK_1));
    }

    @Test
    void start_readyJob_makesTheImageAndReleasesTheRest() {
        ReplicationJob job = World.job(center);

        Replication run = center.jobs().start(job.id());
        ReplicationResult result = run.completion().join();

        assertThat(run.id()).isEqualTo(job.id());
        assertResult(result, world);
        assertThat(result.jobId()).isEqualTo(job.id());
        assertThat(result.round()).isEqualTo(1);
        assertThat(result.usedBytes()).isEqualTo(World.SIZE + World.SIZE / 2);
        assertThat(result.transferredBytes()).isEqualTo(World.SIZE + World.SIZE / 2);
        assertThat(result.skipped()).isEmpty();
        assertThat(job(job).status()).isEqualTo(JobStatus.FINISHED);
        assertThat(job(job).rounds()).singleElement().satisfies(round -> {
            assertThat(round.type()).isEqualTo(RoundType.FULL);
            assertThat(round.imageId()).contains(result.imageId());
            assertThat(round.endedAt()).isPresent();
            assertThat(round.disks()).isEqualTo(result.disks());
        });
        assertThat(world.cloud.everything()).hasSize(1);
        assertThat(center.jobs().running(job.id())).isEmpty();
        assertThat(center.sources().list().get(0).state()).isEqualTo(SourceState.AVAILABLE);
        assertThat(world.transport.connected.get(0).options())
                .isEqualTo(job.spec().transfer());
        assertThat(world.transport.connected.get(0).epoch()).isEqualTo(1);
    }

    @Test
    void start_finishedOrUnknownJob_isRefused() {
        ReplicationJob job = World.job(center);
        center.jobs().start(job.id()).completion().join();

        MigrationCenterTest.assertCode(
                ErrorCode.INVALID_STATE, () -> center.jobs().start(job.id()), "FINISHED");
        MigrationCenterTest.assertCode(ErrorCode.NOT_FOUND, () -> center.jobs().start("j-0"), "j-0");
    }

    @Test
    void rounds_ofKeepSyncingJob_sendWhatChangedAndKeepImages() {
        ReplicationJob job = World.job(center, j -> j.runOnce(false).maxImagesToKeep(2));
        List<String> images = new ArrayList<>();
        for (int round = 1; round <= 3; round++) {
            ReplicationResult result =
                    center.jobs().start(job.id()).completion().join();
            assertThat(result.round()).isEqualTo(round);
            assertThat(result.transferredBytes()).isEqualTo(round == 1 ? World.SIZE + World.SIZE / 2 : BLOCK);
            assertResult(result, world);
            assertThat(job(job).status()).isEqualTo(JobStatus.WAITING);
            assertThat(world.cloud.ids(ResourceType.DISK)).hasSize(2);
            assertThat(world.cloud.ids(ResourceType.INSTANCE)).isEmpty();
            assertThat(world.cloud.ids(ResourceType.SNAPSHOT)).isEmpty();
            assertThat(center.resources().image(result.imageId()).name()).isEqualTo("web01_CYCLE_" + round);
            images.add(result.imageId());
            world.disks.bytes(World.DISK_0)[0]++;
        }
        assertThat(world.cloud.ids(ResourceType.IMAGE)).isEqualTo(images.subList(1, 3));
        assertThat(center.sources().list().get(0).state()).isEqualTo(SourceState.IN_USE);

        center.jobs().delete(job.id());

        assertThat(world.cloud.everything()).hasSize(2);
    }

    @Test
    void start_imageNameTaken_appendsTheJobsId() {
        ReplicationJob first = World.job(center);
        center.jobs().start(first.id()).completion().join();
        ReplicationJob second = center.jobs()
                .create(j -> j.name("again").sourceId(first.spec().sourceId()).target(Target.image("moon", "web01")));

        String image = center.jobs().start(second.id()).completion().join().imageId();

        assertThat(center.resources().image(image).name()).isEqualTo("web01_" + second.id());
    }

    @Test
    void start_imageNameTakenInBetween_appendsTheJobsId() {
        faults.fail("before createImage", 1, () -> new CloudException(ErrorCode.INVALID_STATE, "taken", ""));
        ReplicationJob job = World.job(center);

        String image = center.jobs().start(job.id()).completion().join().imageId();

        assertThat(center.resources().image(image).name()).isEqualTo("web01_" + job.id());
        assertThat(center.resources().list()).hasSize(1);
    }

    @Test
    void stop_whileSyncing_keepsEverythingAndGoesOnWhereItWas() {
        ReplicationJob job = World.job(center);
        Replication run = startGated(job, 4);

        run.stop().join();

        assertThat(failure(run).code()).isEqualTo(ErrorCode.STOPPED);
        assertThat(job(job).status()).isEqualTo(JobStatus.STOPPED);
        assertThat(job(job).error()).isEmpty();
        assertThat(world.cloud.ids(ResourceType.DISK)).hasSize(2);
        assertThat(center.jobs().running(job.id())).isEmpty();
        world.transport.gates.clear();

        ReplicationResult result = center.jobs().start(job.id()).completion().join();

        assertResult(result, world);
        assertThat(result.disks())
                .extracting(DiskResult::transferredBytes)
                .containsExactly((long) World.SIZE, (long) World.SIZE / 2);
        assertThat(result.disks().get(0).wireBytes()).isEqualTo(World.SIZE / 2);
        assertThat(world.transport.connected).extracting(spec -> spec.epoch()).containsExactly(1L, 2L);
    }

    @Test
    void completion_completedByAUser_changesNothing() {
        ReplicationJob job = World.job(center);
        Replication run = startGated(job, 1);
        assertThat(run.completion().cancel(true)).isTrue();
        assertThat(run.completion()).isNotDone();
        world.transport.gates.clear();
        world.transport.gates.put(0, new Semaphore(99));
        run.stop().join();
    }

    @Test
    void cancel_runningJob_releasesEverything() {
        ReplicationJob job = World.job(center);
        Replication run = startGated(job, 1);

        run.cancel().join();

        assertThat(failure(run).code()).isEqualTo(ErrorCode.STOPPED);
        assertThat(world.cloud.everything()).isEmpty();
        assertThat(center.jobs().list()).isEmpty();
        assertThat(center.resources().list()).isEmpty();
    }

    @Test
    void cancel_cannotRelease_failsWithTheCloudsError() {
        ReplicationJob job = World.job(center);
        Replication run = startGated(job, 1);
        faults.fail("before delete", 9, () -> new CloudException(ErrorCode.CLOUD_FAILED, "busy", ""));

        assertThatThrownBy(() -> run.cancel().join()).cause().isInstanceOf(CloudException.class);
        assertThat(job(job).status()).isEqualTo(JobStatus.DELETING);
        MigrationCenterTest.assertCode(
                ErrorCode.INVALID_STATE, () -> center.jobs().start(job.id()), "DELETING");
    }

    @Test
    void delete_runningJob_isRefused() {
        ReplicationJob job = World.job(center);
        Replication run = startGated(job, 1);
        MigrationCenterTest.assertCode(
                ErrorCode.INVALID_STATE, () -> center.jobs().delete(job.id()), job.id());
        MigrationCenterTest.assertCode(
                ErrorCode.INVALID_STATE, () -> center.jobs().start(job.id()), job.id());
        assertThat(center.jobs().running(job.id())).containsSame(run);
        assertThat(center.jobs().resume()).isEmpty();
        run.stop().join();
    }

    @Test
    void delete_cloudFails_staysDeletingAndCanBeRepeated() {
        ReplicationJob job = World.job(center);
        startGated(job, 1).stop().join();
        faults.fail("after delete", 3, () -> new CloudException(ErrorCode.CLOUD_FAILED, "busy", ""));

        assertThatThrownBy(() -> center.jobs().delete(job.id()))
                .isInstanceOfSatisfying(
                        CloudException.class, e -> assertThat(e.jobId()).contains(job.id()));
        assertThat(job(job).status()).isEqualTo(JobStatus.DELETING);

        center.jobs().delete(job.id());
        assertThat(world.cloud.everything()).isEmpty();
    }

    @Test
    void close_runningJob_leavesItRunningAndResumeGoesOn() {
        ReplicationJob job = World.job(center);
        Replication run = startGated(job, 4);
        center.close();
        assertThat(failure(run).code()).isEqualTo(ErrorCode.STOPPED);
        world.transport.gates.clear();
        center = world.open(faults);
        assertThat(job(job).status()).isEqualTo(JobStatus.RUNNING);

        List<Replication> resumed = center.jobs().resume();

        assertThat(resumed).hasSize(1);
        assertResult(resumed.get(0).completion().join(), world);
    }

    @Test
    void twoCenters_oneRunsTheJob_theOtherIsRefusedByName() {
        ReplicationJob job = World.job(center);
        Replication run = startGated(job, 1);
        try (MigrationCenter other = world.open(faults)) {
            MigrationCenterTest.assertCode(
                    ErrorCode.INVALID_STATE,
                    () -> other.jobs().start(job.id()),
                    "RUNNING in another centre, node n-"
                            + ProcessHandle.current().pid() + "-");
            MigrationCenterTest.assertCode(
                    ErrorCode.INVALID_STATE, () -> other.jobs().delete(job.id()));
            assertThat(other.jobs().resume()).isEmpty();
            assertThat(other.jobs().get(job.id()).phase()).contains(JobPhase.SYNCING);
            world.transport.gates.get(0).release(99);
            assertThat(other.jobs()
                            .waiter()
                            .untilRoundDone(job.id(), Duration.ofSeconds(30))
                            .status())
                    .isEqualTo(JobStatus.FINISHED);
        }
        assertResult(run.completion().join(), world);
    }

    @Test
    void fail_cloudRecovers_isRetriedUnseen() {
        faults.fail("after createDisk", 2, () -> new CloudException(ErrorCode.CLOUD_FAILED, "busy", ""));
        ReplicationJob job = World.job(center);

        assertResult(center.jobs().start(job.id()).completion().join(), world);
        assertThat(faults.count("before createDisk")).isEqualTo(4);
    }

    @Test
    void fail_cloudStaysBroken_isInErrorNamingWhatIsKeptAndGoesOnLater() {
        faults.fail("before launchInstance", 3, () -> new CloudException(ErrorCode.CLOUD_FAILED, "busy", "wait"));
        ReplicationJob job = World.job(center);

        MigrationException error = failure(center.jobs().start(job.id()));

        assertThat(error.code()).isEqualTo(ErrorCode.CLOUD_FAILED);
        assertThat(error.jobId()).contains(job.id());
        assertThat(job(job).status()).isEqualTo(JobStatus.IN_ERROR);
        JobError written = job(job).error().orElseThrow();
        assertThat(written.code()).isEqualTo(ErrorCode.CLOUD_FAILED);
        assertThat(written.retryable()).isTrue();
        assertThat(written.message())
                .isEqualTo("busy; wait. Kept, so that it can go on: SMC_Temp_Disk_0 (1 coin a day), SMC_Temp_Disk_1 (1"
                        + " coin a day), No_Delete_SMC_Transition_Instance; deleting the job releases all of it");
        assertThat(center.resources().list()).extracting(Resource::type).contains(ResourceType.DISK);
        MigrationCenterTest.assertCode(
                ErrorCode.CLOUD_FAILED,
                () -> center.jobs().waiter().untilRoundDone(job.id(), Duration.ofSeconds(1)),
                "busy");

        assertResult(center.jobs().start(job.id()).completion().join(), world);
        assertThat(job(job).error()).isEmpty();
    }

    @Test
    void fail_oneDisk_stopsTheOtherAndIsTheJobsError() {
        ReplicationJob job = World.job(center);
        world.transport.gates.put(0, new Semaphore(2));
        faults.fail("after replicate 1", 1, () -> new TransportException(ErrorCode.FRAME_CORRUPT, "bits", ""));

        assertThat(failure(center.jobs().start(job.id())).code()).isEqualTo(ErrorCode.FRAME_CORRUPT);
        world.transport.gates.clear();

        ReplicationResult result = center.jobs().start(job.id()).completion().join();
        assertResult(result, world);
        assertThat(result.transferredBytes()).isEqualTo(World.SIZE + World.SIZE / 2);
    }

    @Test
    void fail_oneDiskWithTheOtherDone_inspectsBothAndReplicatesTheOne() {
        ReplicationJob job = World.job(center);
        faults.fail("after replicate 0", 1, () -> new TransportException(ErrorCode.FRAME_CORRUPT, "bits", ""));
        world.transport.gates.put(0, new Semaphore(2));
        Replication run = center.jobs().start(job.id());
        awaitBlocks(run, 2);
        world.transport.gates.get(0).release(1000);
        assertThat(failure(run).code()).isEqualTo(ErrorCode.FRAME_CORRUPT);
        world.disks.inspected.clear();

        assertResult(center.jobs().start(job.id()).completion().join(), world);

        assertThat(world.disks.inspected).containsExactly(2);
        assertThat(faults.count("before replicate 0")).isEqualTo(2);
        assertThat(faults.count("before replicate 1")).isEqualTo(1);
    }

    @Test
    void fail_byDefect_isInternal() {
        faults.fail("connect", 1, () -> new IllegalStateException("oops"));
        ReplicationJob job = World.job(center);

        MigrationException error = failure(center.jobs().start(job.id()));

        assertThat(error.code()).isEqualTo(ErrorCode.INTERNAL);
        assertThat(error).hasCauseInstanceOf(IllegalStateException.class).hasMessageContaining("oops");
        assertThat(job(job).error().orElseThrow().retryable()).isFalse();
    }

    @Test
    void fail_sourceGone_isUnavailableUntilItIsBack() {
        ReplicationJob job = World.job(center);
        byte[] bytes = world.disks.bytes(World.DISK_1);
        world.disks.remove(World.DISK_1);

        assertThat(failure(center.jobs().start(job.id())).code()).isEqualTo(ErrorCode.SOURCE_UNREADABLE);
        assertThat(center.sources().list().get(0).state()).isEqualTo(SourceState.UNAVAILABLE);
        assertThat(world.cloud.everything()).isEmpty();
        assertThat(job(job).error().orElseThrow().message()).doesNotContain("Kept");

        world.disks.add(World.DISK_1, bytes.length, 2);
        center.jobs().start(job.id()).completion().join();
        assertThat(center.sources().list().get(0).state()).isEqualTo(SourceState.AVAILABLE);
    }

    @Test
    void fail_sourceShrankBetweenRounds_saysBothSizes() {
        ReplicationJob job = World.job(center, j -> j.runOnce(false));
        center.jobs().start(job.id()).completion().join();
        world.disks.add(World.DISK_0, World.SIZE - 512, 1);

        MigrationException error = failure(center.jobs().start(job.id()));

        assertThat(error.code()).isEqualTo(ErrorCode.SOURCE_RESIZED);
        assertThat(error.getMessage())
                .contains("has " + (World.SIZE - 512) + " bytes, but had " + World.SIZE, "register the source anew");
    }

    @Test
    void fail_diskTooLargeForTheCloud_createsNothing() {
        ReplicationJob job = World.job(center);
        world.cloud.capabilities = CloudCapabilities.of(c -> c.maxDiskBytes(World.SIZE - 1));

        assertThat(failure(center.jobs().start(job.id())).code()).isEqualTo(ErrorCode.INVALID_SPEC);
        assertThat(world.cloud.everything()).isEmpty();
        assertThat(center.resources().list()).isEmpty();
    }

    @Test
    void create_diskTooLargeForTheCloud_isRefused() {
        world.cloud.capabilities = CloudCapabilities.of(c -> c.maxDiskBytes(World.SIZE - 1));

        assertThatThrownBy(() -> World.job(center))
                .isInstanceOf(InvalidSpecException.class)
                .hasMessageContaining("disk 0 has " + World.SIZE
                        + " bytes, but region moon makes system disks of at most " + (World.SIZE - 1));
        assertThat(center.jobs().list()).isEmpty();
    }

    @Test
    void lost_temporaryDiskInTheFullRound_isMadeAnew() {
        ReplicationJob job = World.job(center);
        startGated(job, 4).stop().join();
        world.transport.gates.clear();
        world.cloud.lose(world.cloud.ids(ResourceType.DISK).get(0));

        ReplicationResult result = center.jobs().start(job.id()).completion().join();

        assertResult(result, world);
        assertThat(result.disks().get(0).transferredBytes()).isEqualTo(World.SIZE + 4 * BLOCK);
        assertThat(world.cloud.everything()).hasSize(1);
    }

    @Test
    void lost_temporaryDiskAfterItsSyncing_isSyncedAgain() {
        faults.fail("before createSnapshot", 3, () -> new CloudException(ErrorCode.CLOUD_FAILED, "busy", ""));
        ReplicationJob job = World.job(center);
        failure(center.jobs().start(job.id()));
        world.cloud.lose(world.cloud.ids(ResourceType.DISK).get(1));

        assertResult(center.jobs().start(job.id()).completion().join(), world);
        assertThat(world.cloud.everything()).hasSize(1);
    }

    @Test
    void lost_diskWhoseSnapshotExists_isNotNeeded() {
        faults.fail("before createImage", 3, () -> new CloudException(ErrorCode.CLOUD_FAILED, "busy", ""));
        ReplicationJob job = World.job(center);
        failure(center.jobs().start(job.id()));
        world.cloud.lose(world.cloud.ids(ResourceType.DISK).get(0));
        world.cloud.lose(world.cloud.ids(ResourceType.SNAPSHOT).get(1));
        world.cloud.lose(world.cloud.ids(ResourceType.INSTANCE).get(0));

        assertResult(center.jobs().start(job.id()).completion().join(), world);
        assertThat(world.transport.connected).hasSize(1);
    }

    @Test
    void lost_temporaryDiskBetweenRounds_isAnErrorWithTheWayOut() {
        ReplicationJob job = World.job(center, j -> j.runOnce(false));
        center.jobs().start(job.id()).completion().join();
        world.cloud.lose(world.cloud.ids(ResourceType.DISK).get(0));

        MigrationException error = failure(center.jobs().start(job.id()));

        assertThat(error.code()).isEqualTo(ErrorCode.RESOURCE_LOST);
        assertThat(error.getMessage()).contains("disk 0", "region moon", "create it anew");
        center.jobs().delete(job.id());
        assertThat(world.cloud.ids(ResourceType.DISK)).isEmpty();
    }

    @Test
    void limit_beforeAndWhileSyncing_reachesTheChannel() {
        ReplicationJob job = World.job(center);
        Replication run = startGated(job, 1);
        run.limit(Bandwidth.ofMbps(7));
        assertThat(world.transport.limits).containsExactly(Bandwidth.unlimited(), Bandwidth.ofMbps(7));
        run.stop().join();
    }

    @Test
    void limit_windowOfTheDay_holdsUntilAnotherIsAskedFor() {
        BandwidthWindow always = BandwidthWindow.of(
                w -> w.start(LocalTime.NOON).end(LocalTime.NOON).limit(Bandwidth.ofMbps(9)));
        ReplicationJob job = World.job(center, j -> j.transfer(t -> t.addBandwidthWindows(always)));
        Replication run = startGated(job, 1);
        run.limit(Bandwidth.ofMbps(7));
        assertThat(world.transport.limits).containsExactly(Bandwidth.ofMbps(9), Bandwidth.ofMbps(7));
        run.stop().join();
    }

    @Test
    void listener_ofRound_isToldByTheRules() {
        List<String> calls = Collections.synchronizedList(new ArrayList<>());
        ReplicationJob job = World.job(center);
        Replication run = startGated(job, 1);
        run.addListener(new ProgressListener() {
            @Override
            public void started(Progress progress) {
                calls.add("started");
            }

            @Override
            public void phaseChanged(Progress progress) {
                calls.add(progress.phase().name());
            }

            @Override
            public void completed(ReplicationResult result) {
                calls.add("completed " + run.completion().isDone());
            }
        });
        world.transport.gates.get(0).release(99);
        run.completion().join();

        assertThat(calls).containsExactly("started", "PROCESSING", "CLEANING", "completed false");
        assertThat(run.progress().percent()).isEqualTo(100);
        assertThat(run.progress().totalBytes()).isEqualTo(World.SIZE + World.SIZE / 2);
    }

    @Test
    void waiter_states_areReachedRefusedOrTimeOut() {
        ReplicationJob job = World.job(center);
        var waiter = center.jobs().waiter();
        assertThat(waiter.until(job.id(), Set.of(JobStatus.READY), Duration.ZERO)
                        .id())
                .isEqualTo(job.id());
        MigrationCenterTest.assertCode(
                ErrorCode.INVALID_STATE,
                () -> waiter.until(job.id(), Set.of(JobStatus.FINISHED), Duration.ofMillis(1)),
                "READY and in PT0.001S did not become one of [FINISHED]");
        center.jobs().start(job.id()).completion().join();
        MigrationCenterTest.assertCode(
                ErrorCode.INVALID_STATE,
                () -> waiter.until(job.id(), Set.of(JobStatus.STOPPED, JobStatus.READY), Duration.ofDays(1)),
                "FINISHED and can no longer be");
        MigrationCenterTest.assertCode(
                ErrorCode.NOT_FOUND, () -> waiter.until("j-0", Set.of(JobStatus.READY), Duration.ofDays(1)));
        Thread.currentThread().interrupt();
        MigrationCenterTest.assertCode(
                ErrorCode.STOPPED, () -> waiter.until(job.id(), Set.of(JobStatus.DELETING), Duration.ofDays(1)));
        assertThat(Thread.interrupted()).isTrue();
    }
}
