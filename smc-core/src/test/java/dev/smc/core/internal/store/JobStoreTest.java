package dev.smc.core.internal.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.smc.api.error.ErrorCode;
import dev.smc.api.error.InvalidSpecException;
import dev.smc.api.error.InvalidSpecException.Violation;
import dev.smc.api.error.MigrationException;
import dev.smc.api.model.JobError;
import dev.smc.api.model.JobPhase;
import dev.smc.api.model.JobStatus;
import dev.smc.api.model.ReplicationJob;
import dev.smc.api.model.RoundType;
import dev.smc.api.model.SyncRound;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JobStoreTest {
    private static final Duration TTL = StoreFixture.TTL;
    private static final JobError ERROR = JobError.of(
            e -> e.code(ErrorCode.CLOUD_FAILED).message("no").retryable(true).at(StoreFixture.START));

    @TempDir
    Path temp;

    private StoreFixture fixture;
    private Store store;
    private JobStore jobs;

    @BeforeEach
    void open() {
        fixture = new StoreFixture(temp.resolve("home"));
        store = fixture.openWithJob();
        jobs = store.jobs();
    }

    @AfterEach
    void close() {
        store.close();
    }

    private static void assertCode(ErrorCode code, ThrowingCallable call, String... message) {
        assertThatThrownBy(call).isInstanceOfSatisfying(MigrationException.class, e -> {
            assertThat(e.code()).isEqualTo(code);
            for (String part : message) {
                assertThat(e.getMessage()).contains(part);
            }
        });
    }

    @Test
    void insert_newJob_isReadBackEqual() {
        assertThat(jobs.get("j-1")).isEqualTo(StoreFixture.job("j-1", "job1", "s-1"));
    }

    @Test
    void insert_breaksSeveralRules_namesAllOfThem() {
        Violation earlier = new Violation("target.region", "is odd");
        assertThatThrownBy(() -> jobs.insert(StoreFixture.job("j-2", "job1", "s-1"), List.of(earlier)))
                .isInstanceOfSatisfying(
                        InvalidSpecException.class,
                        e -> assertThat(e.violations())
                                .containsExactly(
                                        earlier,
                                        new Violation("name", "a job named \"job1\" exists; choose another name"),
                                        new Violation(
                                                "sourceId",
                                                "source s-1 has the unfinished job j-1; let it finish or delete it first")));
        assertThatThrownBy(() -> jobs.insert(StoreFixture.job("j-2", "job2", "s-7"), List.of()))
                .hasMessageContaining("there is no source \"s-7\"");
        assertThat(jobs.list()).hasSize(1);
    }

    @Test
    void insert_sourceHasOnlyFinishedJob_isAccepted() {
        jobs.roundDone(claim(), 1, JobStatus.FINISHED);

        jobs.insert(StoreFixture.job("j-0", "job2", "s-1"), List.of());

        assertThat(jobs.list()).extracting(ReplicationJob::id).containsExactly("j-1", "j-0");
    }

    @Test
    void get_unknown_isNotFound() {
        assertCode(ErrorCode.NOT_FOUND, () -> jobs.get("j-9"), "j-9");
        assertCode(ErrorCode.NOT_FOUND, () -> jobs.claim("j-9", Claim.START, TTL), "j-9");
    }

    @Test
    void claim_readyJob_runsFirstRoundInEpochOne() {
        Fence fence = claim();

        assertThat(fence).isEqualTo(new Fence("j-1", store.nodeId(), 1));
        ReplicationJob job = jobs.get("j-1");
        assertThat(job.status()).isEqualTo(JobStatus.RUNNING);
        assertThat(job.phase()).contains(JobPhase.PREPARING);
        assertThat(job.rounds())
                .containsExactly(
                        SyncRound.of(r -> r.number(1).type(RoundType.FULL).startedAt(StoreFixture.START)));
    }

    @Test
    void claim_waitingJob_opensIncrementalRound() {
        jobs.roundDone(claim(), 1, JobStatus.WAITING);
        fixture.now = StoreFixture.START.plusSeconds(5);

        claim();

        assertThat(jobs.get("j-1").rounds()).hasSize(2).last().satisfies(round -> {
            assertThat(round.number()).isEqualTo(2);
            assertThat(round.type()).isEqualTo(RoundType.INCREMENTAL);
            assertThat(round.startedAt()).isEqualTo(fixture.now);
            assertThat(round.endedAt()).isEmpty();
        });
    }

    @Test
    void claim_stoppedInLatePhase_goesOnThere() {
        for (JobPhase phase : List.of(JobPhase.PROCESSING, JobPhase.CLEANING)) {
            Fence fence = claim();
            jobs.phase(fence, phase);
            jobs.stopped(fence);
            claim();
            assertThat(jobs.get("j-1").phase()).contains(phase);
            assertThat(jobs.get("j-1").rounds()).hasSize(1);
        }
    }

    @Test
    void claim_stoppedWhileSyncing_preparesAgain() {
        Fence fence = claim();
        jobs.phase(fence, JobPhase.SYNCING);
        assertThat(jobs.get("j-1").phase()).contains(JobPhase.SYNCING);
        jobs.stopped(fence);

        claim();

        assertThat(jobs.get("j-1").phase()).contains(JobPhase.PREPARING);
    }

    @Test
    void claim_finishedJob_cannotBeStartedButDeleted() {
        jobs.roundDone(claim(), 1, JobStatus.FINISHED);

        assertCode(ErrorCode.INVALID_STATE, this::claim, "j-1 is FINISHED and cannot be started", "[READY, RUNNING");
        Fence fence = jobs.claim("j-1", Claim.DELETE, TTL);
        assertThat(jobs.get("j-1").status()).isEqualTo(JobStatus.DELETING);
        assertThat(jobs.get("j-1").rounds()).hasSize(1);
        assertThat(fence.epoch()).isEqualTo(2);
        assertCode(ErrorCode.INVALID_STATE, this::claim, "DELETING");
    }

    @Test
    void claim_ownedByLivingNode_isRefusedUntilTheLeaseExpires() {
        claim();
        try (Store other = fixture.open()) {
            fixture.now = StoreFixture.START.plus(TTL).minusMillis(1);
            assertCode(
                    ErrorCode.INVALID_STATE,
                    () -> other.jobs().claim("j-1", Claim.START, TTL),
                    "j-1 is RUNNING in another centre, node " + store.nodeId());
            fixture.now = StoreFixture.START.plus(TTL);

            assertThat(other.jobs().claim("j-1", Claim.START, TTL)).isEqualTo(new Fence("j-1", other.nodeId(), 2));
        }
    }

    @Test
    void claim_ownerLeft_succeedsAtOnce() {
        claim();
        store.close();
        store = fixture.open();

        assertThat(store.jobs().claim("j-1", Claim.START, TTL)).isEqualTo(new Fence("j-1", store.nodeId(), 2));
    }

    @Test
    void renew_ownedJob_extendsTheLease() {
        Fence fence = claim();
        fixture.now = StoreFixture.START.plusSeconds(20);
        assertThat(jobs.renew(fence, TTL)).isTrue();
        fixture.now = StoreFixture.START.plusSeconds(49);
        try (Store other = fixture.open()) {
            assertCode(ErrorCode.INVALID_STATE, () -> other.jobs().claim("j-1", Claim.START, TTL));
            fixture.now = StoreFixture.START.plusSeconds(50);
            other.jobs().claim("j-1", Claim.START, TTL);
        }
        assertThat(jobs.renew(fence, TTL)).isFalse();
    }

    @Test
    void commits_byFormerOwner_areAllRefused() {
        Fence old = claim();
        fixture.now = StoreFixture.START.plusSeconds(31);
        try (Store other = fixture.open()) {
            Fence current = other.jobs().claim("j-1", Claim.START, TTL);
            ReplicationJob before = jobs.get("j-1");
            for (Consumer<Fence> commit : commits()) {
                assertCode(ErrorCode.LEASE_LOST, () -> commit.accept(old), old.owner(), "j-1");
                assertCode(
                        ErrorCode.LEASE_LOST,
                        () -> commit.accept(new Fence("j-1", current.owner(), current.epoch() - 1)));
                assertCode(ErrorCode.LEASE_LOST, () -> commit.accept(new Fence("j-1", old.owner(), current.epoch())));
            }
            assertThat(jobs.get("j-1")).isEqualTo(before);
            assertThat(jobs.tallies("j-1", 1)).isEmpty();
        }
    }

    private List<Consumer<Fence>> commits() {
        return List.of(
                fence -> jobs.phase(fence, JobPhase.CLEANING),
                jobs::giveUp,
                jobs::stopped,
                fence -> jobs.failed(fence, ERROR),
                fence -> jobs.imageMade(fence, 1, "m-1"),
                fence -> jobs.roundDone(fence, 1, JobStatus.FINISHED),
                fence -> jobs.tally(fence, 1, List.of(DiskTally.none(0))),
                jobs::forget);
    }

    @Test
    void stopped_job_isClaimableByOthers() {
        jobs.stopped(claim());

        ReplicationJob job = jobs.get("j-1");
        assertThat(job.status()).isEqualTo(JobStatus.STOPPED);
        assertThat(job.phase()).isEmpty();
        assertClaimableElsewhere();
    }

    @Test
    void giveUp_job_staysRunningAndIsClaimableByOthers() {
        jobs.giveUp(claim());

        assertThat(jobs.get("j-1").status()).isEqualTo(JobStatus.RUNNING);
        assertClaimableElsewhere();
    }

    @Test
    void failed_job_tellsWhyUntilStartedAgain() {
        jobs.failed(claim(), ERROR);
        assertThat(jobs.get("j-1").status()).isEqualTo(JobStatus.IN_ERROR);
        assertThat(jobs.get("j-1").error()).contains(ERROR);

        assertClaimableElsewhere();

        assertThat(jobs.get("j-1").error()).isEmpty();
    }

    private void assertClaimableElsewhere() {
        try (Store other = fixture.open()) {
            assertThat(other.jobs().claim("j-1", Claim.START, TTL).epoch()).isEqualTo(2);
        }
    }

    @Test
    void imageMade_round_isNotedAndCleaning() {
        jobs.imageMade(claim(), 1, "m-1");

        assertThat(jobs.get("j-1").phase()).contains(JobPhase.CLEANING);
        assertThat(jobs.get("j-1").rounds().get(0).imageId()).contains("m-1");
    }

    @Test
    void roundDone_round_isEndedAndGivenUp() {
        Fence fence = claim();
        fixture.now = StoreFixture.START.plusSeconds(3);
        jobs.roundDone(fence, 1, JobStatus.WAITING);

        assertThat(jobs.get("j-1").status()).isEqualTo(JobStatus.WAITING);
        assertThat(jobs.get("j-1").rounds().get(0).endedAt()).contains(fixture.now);
        assertClaimableElsewhere();
    }

    @Test
    void tally_toldAgain_replacesTheFormer() {
        Fence fence = claim();
        jobs.tally(fence, 1, List.of(new DiskTally(1, 3, 2, 1, Optional.empty()), DiskTally.none(0)));
        DiskTally done = new DiskTally(1, 30, 20, 10, Optional.of(StoreFixture.result(1)));
        jobs.tally(fence, 1, List.of(done));

        assertThat(jobs.tallies("j-1", 1)).containsExactly(DiskTally.none(0), done);
        assertThat(jobs.tallies("j-1", 2)).isEmpty();
        assertThat(jobs.get("j-1").rounds().get(0).disks()).containsExactly(StoreFixture.result(1));
    }

    @Test
    void forget_job_takesItsRoundsAndReleasedResourcesAlong() {
        Fence fence = claim();
        jobs.tally(fence, 1, List.of(DiskTally.none(0)));
        ResourceStore ledger = store.resources();
        Slot disk = new Slot(dev.smc.api.model.ResourceType.DISK, 0, 0);
        String first = ledger.intend(fence, disk, "moon", "disk").resource().clientToken();
        ledger.released(first);
        jobs.forget(fence);

        assertThat(jobs.list()).isEmpty();
        assertThat(jobs.tallies("j-1", 1)).isEmpty();
        // The rows of released things went along, so a new job of the same id begins with the first token again.
        jobs.insert(StoreFixture.job("j-1", "job1", "s-1"), List.of());
        assertThat(ledger.intend(claim(), disk, "moon", "disk").resource().clientToken())
                .isEqualTo(first);
    }

    private Fence claim() {
        return jobs.claim("j-1", Claim.START, TTL);
    }
}
