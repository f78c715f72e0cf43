package dev.smc.core.internal.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.smc.api.error.ErrorCode;
import dev.smc.api.error.MigrationException;
import dev.smc.api.error.StoreException;
import dev.smc.api.model.DiskLocation;
import dev.smc.api.model.JobSpec;
import dev.smc.api.model.JobStatus;
import dev.smc.api.model.ReplicationJob;
import dev.smc.api.model.SourceDisk;
import dev.smc.api.model.SourceServer;
import dev.smc.api.model.SourceState;
import dev.smc.core.internal.fake.FakeDisks;
import dev.smc.core.internal.fake.Faults;
import dev.smc.core.internal.store.Claim;
import dev.smc.core.internal.store.Store;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LeaseKeeperTest {
    private static final Instant START = Instant.parse("2026-11-23T09:00:00Z");

    @TempDir
    Path home;

    private final FakeTicker ticker = new FakeTicker();
    private final Faults faults = new Faults();
    private final AtomicInteger lost = new AtomicInteger();
    private Instant now = START;
    private Store store;
    private LeaseKeeper keeper;

    @BeforeEach
    void open() {
        store = Store.open(home, () -> now, () -> "me", faults);
        FakeDisks disks = new FakeDisks().add("mem://0", 10, 1);
        DiskLocation location = DiskLocation.of("mem://0");
        store.sources()
                .insert(SourceServer.of(s -> s.id("s-1")
                        .name("web01")
                        .description("")
                        .state(SourceState.AVAILABLE)
                        .addDisk(SourceDisk.of(d -> d.index(0)
                                .location(location)
                                .layout(disks.inspect(List.of(disks.open(location)))
                                        .layout()
                                        .disks()
                                        .get(0))))
                        .registeredAt(START)));
        store.jobs()
                .insert(
                        ReplicationJob.of(j -> j.id("j-1")
                                .spec(JobSpec.of(s -> s.name("job1").sourceId("s-1")))
                                .status(JobStatus.READY)
                                .createdAt(START)),
                        List.of());
        keeper = new LeaseKeeper(store.jobs(), ticker);
    }

    @AfterEach
    void close() {
        keeper.close();
        store.close();
    }

    private void advance(int seconds) {
        now = now.plusSeconds(seconds);
        ticker.advance(Duration.ofSeconds(seconds));
    }

    private Lease acquire() {
        return keeper.acquire("j-1", Claim.START, lost::incrementAndGet);
    }

    private static void assertCode(ErrorCode code, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        MigrationException.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    @Test
    void acquire_twice_isRefusedUntilDropped() {
        Lease lease = acquire();
        assertCode(ErrorCode.INVALID_STATE, this::acquire);
        keeper.drop(lease);
        assertThat(acquire().fence().epoch()).isEqualTo(2);
    }

    @Test
    void tick_beforeRenewalIsDue_doesNothing() {
        Lease lease = acquire();
        long commits = faults.count("after commit");
        advance(9);
        keeper.tick();
        assertThat(faults.count("after commit")).isEqualTo(commits);
        lease.check();
    }

    @Test
    void tick_renewalDue_keepsTheLeaseForOthersAndHere() {
        Lease lease = acquire();
        for (int i = 0; i < 10; i++) {
            advance(10);
            keeper.tick();
        }
        lease.check();
        assertThat(lost).hasValue(0);
        try (Store other = Store.open(home, () -> now, () -> "other", faults)) {
            assertCode(ErrorCode.INVALID_STATE, () -> other.jobs().claim("j-1", Claim.START, LeaseKeeper.LIFE));
            now = now.plusSeconds(29);
            assertCode(ErrorCode.INVALID_STATE, () -> other.jobs().claim("j-1", Claim.START, LeaseKeeper.LIFE));
        }
    }

    @Test
    void tick_renewalFails_triesAgainAndEndsTheWorkBeforeTheLease() {
        Lease lease = acquire();
        faults.fail("before commit", 99, () -> new StoreException(ErrorCode.STORE_UNUSABLE, "disk full", ""));
        advance(10);
        keeper.tick();
        advance(14);
        keeper.tick();
        lease.check();
        assertThat(lost).hasValue(0);

        advance(1);
        assertCode(ErrorCode.LEASE_LOST, lease::check);
        keeper.tick();
        keeper.tick();

        assertThat(lost).hasValue(1);
        assertThat(Duration.between(START, now)).isEqualTo(LeaseKeeper.LIFE.minusSeconds(5));
    }

    @Test
    void tick_renewalFailsOnce_nextSucceeds() {
        Lease lease = acquire();
        faults.fail("before commit", 1, () -> new StoreException(ErrorCode.STORE_UNUSABLE, "busy", ""));
        advance(10);
        keeper.tick();
        advance(1);
        keeper.tick();
        advance(24);
        lease.check();
        advance(1);
        assertCode(ErrorCode.LEASE_LOST, lease::check);
    }

    @Test
    void tick_jobTakenOver_isLostAtOnce() {
        Lease lease = acquire();
        try (Store other = Store.open(home, () -> now.plusSeconds(31), () -> "other", faults)) {
            other.jobs().claim("j-1", Claim.START, LeaseKeeper.LIFE);
            advance(10);
            keeper.tick();
        }
        assertThat(lost).hasValue(1);
        assertCode(ErrorCode.LEASE_LOST, lease::check);
    }
}
