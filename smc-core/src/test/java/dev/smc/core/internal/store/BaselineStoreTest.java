package dev.smc.core.internal.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.smc.api.error.MigrationException;
import dev.smc.spi.disk.AllocationMap;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BaselineStoreTest {
    private static final AllocationMap MAP = AllocationMap.builder(5_000_000_000_000L)
            .add(0, 1)
            .add(127, 128)
            .add(4_000_000_000_000L, 1L << 36)
            .build();

    @TempDir
    Path temp;

    private Store store;
    private Fence fence;

    @BeforeEach
    void open() {
        store = new StoreFixture(temp.resolve("home")).openWithJob();
        fence = store.jobs().claim("j-1", Claim.START, StoreFixture.TTL);
    }

    @AfterEach
    void close() {
        store.close();
    }

    private void sql(String sql) throws Exception {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + temp.resolve("home/smc.db"));
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Test
    void take_whatWasPut_returnsItOnce() {
        store.baselines().put(fence, 0, AllocationMap.full(7));
        store.baselines().put(fence, 0, MAP);
        store.baselines().put(fence, 3, AllocationMap.builder(0).build());

        assertThat(store.baselines().take(fence))
                .isEqualTo(Map.of(0, MAP, 3, AllocationMap.builder(0).build()));
        assertThat(store.baselines().take(fence)).isEmpty();
    }

    @Test
    void take_aDamagedMap_leavesItOut() throws Exception {
        store.baselines().put(fence, 0, MAP);
        store.baselines().put(fence, 1, MAP);
        sql("update baseline set used = x'00112233' where disk = 0");

        assertThat(store.baselines().take(fence)).isEqualTo(Map.of(1, MAP));
    }

    @Test
    void putAndTake_afterTheJobWentElsewhere_areRefused() {
        store.baselines().put(fence, 0, MAP);
        Fence old = new Fence(fence.jobId(), fence.owner(), fence.epoch() - 1);

        assertThatThrownBy(() -> store.baselines().put(old, 0, MAP)).isInstanceOf(MigrationException.class);
        assertThatThrownBy(() -> store.baselines().take(old)).isInstanceOf(MigrationException.class);
        assertThat(store.baselines().take(fence)).isEqualTo(Map.of(0, MAP));
    }

    @Test
    void put_aMapThatIsTooLong_forgetsIt() {
        AllocationMap.Builder many = AllocationMap.builder(Long.MAX_VALUE);
        SplittableRandom random = new SplittableRandom(1);
        long at = 0;
        for (int i = 0; i < 3_000_000; i++) {
            at += random.nextLong(1L << 40) + 1;
            many.add(at, 1);
        }
        store.baselines().put(fence, 0, many.build());

        assertThat(store.baselines().take(fence)).isEmpty();
    }

    @Test
    void open_aStoreOfBeforeBaselines_addsTheirTable() throws Exception {
        store.close();
        sql("drop table baseline");
        store = new StoreFixture(temp.resolve("home")).open();

        assertThat(store.baselines().take(new Fence("j-1", "n-1", 1))).isEmpty();
    }
}
