package dev.smc.core.internal.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.smc.api.error.ErrorCode;
import dev.smc.api.error.MigrationException;
import dev.smc.api.model.Resource;
import dev.smc.api.model.ResourceState;
import dev.smc.api.model.ResourceType;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResourceStoreTest {
    private static final Slot DISK = new Slot(ResourceType.DISK, 0, 0);

    @TempDir
    Path temp;

    private StoreFixture fixture;
    private Store store;
    private ResourceStore ledger;
    private Fence fence;

    @BeforeEach
    void open() {
        fixture = new StoreFixture(temp.resolve("home"));
        store = fixture.openWithJob();
        ledger = store.resources();
        fence = store.jobs().claim("j-1", Claim.START, StoreFixture.TTL);
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void intend_emptySlot_isWrittenDownBeforeItExists() {
        LedgerEntry entry = ledger.intend(fence, DISK, "moon", "SMC_Temp_Disk_0");

        assertThat(entry.slot()).isEqualTo(DISK);
        assertThat(entry.isCreated()).isFalse();
        assertThat(entry.is(ResourceType.DISK)).isTrue();
        assertThat(entry.is(ResourceType.IMAGE)).isFalse();
        assertThat(entry.resource())
                .isEqualTo(Resource.of(r -> r.jobId("j-1")
                        .type(ResourceType.DISK)
                        .region("moon")
                        .name("SMC_Temp_Disk_0")
                        .clientToken(ClientTokens.of("j-1", DISK, 0))
                        .state(ResourceState.INTENDED)
                        .intendedAt(StoreFixture.START)));
        assertThat(ledger.current("j-1", DISK)).contains(entry);
    }

    @Test
    void intend_again_returnsTheSameEntryUnderItsFirstName() {
        LedgerEntry first = ledger.intend(fence, DISK, "moon", "a");

        assertThat(ledger.intend(fence, DISK, "moon", "b")).isEqualTo(first);
        assertThat(ledger.list()).containsExactly(first);
    }

    @Test
    void created_intendedThing_hasItsId() {
        LedgerEntry entry = ledger.intend(fence, DISK, "moon", "a");
        ledger.created(fence, entry.resource().clientToken(), "d-7");

        LedgerEntry created = ledger.current("j-1", DISK).orElseThrow();
        assertThat(created.isCreated()).isTrue();
        assertThat(created.resource().id()).contains("d-7");
        assertThat(ledger.intend(fence, DISK, "moon", "a")).isEqualTo(created);
    }

    @Test
    void released_thing_leavesItsSlotToANewToken() {
        String first = ledger.intend(fence, DISK, "moon", "a").resource().clientToken();
        ledger.released(first);
        assertThat(ledger.current("j-1", DISK)).isEmpty();
        assertThat(ledger.list()).isEmpty();

        String second = ledger.intend(fence, DISK, "moon", "a").resource().clientToken();
        assertThat(second).isNotEqualTo(first).isEqualTo(ClientTokens.of("j-1", DISK, 1));
    }

    @Test
    void intend_otherSlots_doNotShare() {
        Set<String> tokens = new HashSet<>();
        List<Slot> slots = List.of(
                DISK,
                new Slot(ResourceType.DISK, 1, 0),
                new Slot(ResourceType.SNAPSHOT, 0, 0),
                new Slot(ResourceType.SNAPSHOT, 0, 1));
        for (Slot slot : slots) {
            LedgerEntry entry = ledger.intend(fence, slot, "moon", "x");
            assertThat(entry.slot()).isEqualTo(slot);
            tokens.add(entry.resource().clientToken());
            ledger.released(entry.resource().clientToken());
            assertThat(ledger.intend(fence, slot, "moon", "x").resource().clientToken())
                    .isEqualTo(ClientTokens.of("j-1", slot, 1));
        }
        assertThat(tokens).hasSize(4).allMatch(token -> token.matches("[0-9a-f]{64}"));
        assertThat(ledger.ofJob("j-1")).extracting(LedgerEntry::slot).containsExactlyElementsOf(slots);
        assertThat(ledger.ofJob("j-2")).isEmpty();
    }

    @Test
    void tokens_doNotDependOnTheEpoch() {
        String first = ledger.intend(fence, DISK, "moon", "a").resource().clientToken();
        store.jobs().stopped(fence);
        Fence next = store.jobs().claim("j-1", Claim.START, StoreFixture.TTL);

        assertThat(next.epoch()).isEqualTo(2);
        assertThat(ledger.intend(next, DISK, "moon", "a").resource().clientToken())
                .isEqualTo(first);
    }

    @Test
    void intendAndCreated_byFormerOwner_areRefused() {
        LedgerEntry entry = ledger.intend(fence, DISK, "moon", "a");
        store.jobs().stopped(fence);

        assertThatThrownBy(() -> ledger.intend(fence, new Slot(ResourceType.DISK, 1, 0), "moon", "a"))
                .isInstanceOfSatisfying(
                        MigrationException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.LEASE_LOST));
        assertThatThrownBy(() -> ledger.created(fence, entry.resource().clientToken(), "d-1"))
                .isInstanceOfSatisfying(
                        MigrationException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.LEASE_LOST));
        assertThat(ledger.list()).containsExactly(entry);
    }

    @Test
    void released_afterTheJobWasForgotten_leavesNothing() {
        Slot image = new Slot(ResourceType.IMAGE, 0, 1);
        String token = ledger.intend(fence, image, "moon", "web01").resource().clientToken();
        ledger.created(fence, token, "m-1");
        store.jobs().forget(fence);
        assertThat(ledger.list()).hasSize(1);

        ledger.released(token);

        assertThat(ledger.list()).isEmpty();
        store.jobs().insert(StoreFixture.job("j-1", "job1", "s-1"), List.of());
        Fence again = store.jobs().claim("j-1", Claim.START, StoreFixture.TTL);
        assertThat(ledger.intend(again, image, "moon", "web01").resource().clientToken())
                .isEqualTo(token);
    }
}
