package dev.smc.core.internal.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.smc.api.error.ErrorCode;
import dev.smc.api.error.InvalidSpecException;
import dev.smc.api.error.InvalidStateException;
import dev.smc.api.model.JobStatus;
import dev.smc.api.model.SourceServer;
import dev.smc.api.model.SourceState;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SourceStoreTest {
    private static final SourceServer WEB = StoreFixture.source("s-1", "web01");

    @TempDir
    Path temp;

    private StoreFixture fixture;
    private Store store;

    @BeforeEach
    void open() {
        fixture = new StoreFixture(temp.resolve("home"));
        store = fixture.open();
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void insert_newSource_isReadBackEqual() {
        store.sources().insert(WEB);

        assertThat(store.sources().get("s-1")).isEqualTo(WEB);
        assertThat(store.sources().find("s-1")).contains(WEB);
        assertThat(store.sources().find("s-2")).isEmpty();
    }

    @Test
    void insert_afterReopening_isStillThere() {
        store.sources().insert(WEB);
        store.close();
        store = fixture.open();

        assertThat(store.sources().list()).containsExactly(WEB);
    }

    @Test
    void insert_nameTaken_isRefusedByName() {
        store.sources().insert(WEB);

        assertThatThrownBy(() -> store.sources().insert(StoreFixture.source("s-2", "web01")))
                .isInstanceOf(InvalidSpecException.class)
                .hasMessageContaining("name: a source named \"web01\" exists");
        assertThatThrownBy(() -> store.sources().requireFree("web01")).isInstanceOf(InvalidSpecException.class);
        store.sources().requireFree("web02");
        assertThat(store.sources().list()).hasSize(1);
    }

    @Test
    void list_several_areInOrderOfInsertion() {
        store.sources().insert(StoreFixture.source("s-9", "b"));
        store.sources().insert(StoreFixture.source("s-1", "a"));

        assertThat(store.sources().list()).extracting(SourceServer::id).containsExactly("s-9", "s-1");
    }

    @Test
    void get_unknown_isNotFound() {
        assertThatThrownBy(() -> store.sources().get("s-1"))
                .isInstanceOfSatisfying(
                        InvalidStateException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND))
                .hasMessageContaining("s-1");
    }

    @Test
    void state_unfinishedJob_isInUseUntilItIsFinished() {
        store.sources().insert(WEB);
        store.sources().insert(StoreFixture.source("s-2", "web02"));
        store.jobs().insert(StoreFixture.job("j-1", "job1", "s-1"), List.of());
        assertThat(store.sources().get("s-1").state()).isEqualTo(SourceState.IN_USE);
        assertThat(store.sources().get("s-2").state()).isEqualTo(SourceState.AVAILABLE);

        Fence fence = store.jobs().claim("j-1", Claim.START, StoreFixture.TTL);
        store.jobs().roundDone(fence, 1, JobStatus.FINISHED);

        assertThat(store.sources().get("s-1").state()).isEqualTo(SourceState.AVAILABLE);
    }

    @Test
    void unavailable_toldTwice_followsTheLastWord() {
        store.sources().insert(WEB);

        store.sources().unavailable("s-1", true);
        store.sources().unavailable("s-1", true);
        assertThat(store.sources().get("s-1").state()).isEqualTo(SourceState.UNAVAILABLE);
        store.sources().unavailable("s-1", false);
        assertThat(store.sources().get("s-1").state()).isEqualTo(SourceState.AVAILABLE);
    }

    @Test
    void delete_inUse_isRefusedNamingTheJob() {
        store.sources().insert(WEB);
        store.jobs().insert(StoreFixture.job("j-1", "job1", "s-1"), List.of());

        assertThatThrownBy(() -> store.sources().delete("s-1"))
                .isInstanceOfSatisfying(
                        InvalidStateException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_STATE))
                .hasMessageContaining("j-1");
        assertThat(store.sources().find("s-1")).isPresent();
    }

    @Test
    void delete_usedByFinishedJobOnly_forgetsIt() {
        store.sources().insert(WEB);
        store.jobs().insert(StoreFixture.job("j-1", "job1", "s-1"), List.of());
        store.jobs().roundDone(store.jobs().claim("j-1", Claim.START, StoreFixture.TTL), 1, JobStatus.FINISHED);

        store.sources().delete("s-1");

        assertThat(store.sources().list()).isEmpty();
        assertThatThrownBy(() -> store.sources().delete("s-1"))
                .isInstanceOfSatisfying(
                        InvalidStateException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND));
    }
}
