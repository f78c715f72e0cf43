package dev.smc.transfer.internal.diff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.smc.transfer.internal.chunk.ChunkGrid;
import dev.smc.transfer.internal.chunk.ChunkState;
import dev.smc.transfer.internal.chunk.Manifest;
import dev.smc.transfer.internal.chunk.ManifestStore;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KnownChunksCodecTest {
    private static final ChunkGrid GRID = new ChunkGrid(1L << 36, 4096);

    @TempDir
    private Path temp;

    private ManifestStore store;

    @BeforeEach
    void open() {
        store = ManifestStore.open(temp, GRID, true, 1);
    }

    @AfterEach
    void close() {
        store.close();
    }

    private static byte[] digest(int value) {
        byte[] digest = new byte[32];
        Arrays.fill(digest, (byte) value);
        return digest;
    }

    private void write(long first, int count, int value) {
        byte[] digests = new byte[32 * count];
        for (int i = 0; i < count; i++) {
            Arrays.fill(digests, i * 32, i * 32 + 32, (byte) (value + i));
        }
        store.manifest().window(0).expect(first, first + count);
        store.manifest().window(0).commit(List.of(new Manifest.Written(first, count, digests)));
    }

    private KnownChunks roundTrip(long first, int wanted) {
        ByteBuffer payload = ByteBuffer.allocate(1 << 20).position(3);
        KnownChunksCodec.encode(store.manifest(), first, wanted, payload);
        payload.limit(payload.position()).position(3);
        return Objects.requireNonNull(KnownChunksCodec.decode(payload, GRID, first, wanted));
    }

    @Test
    void encode_freshManifest_isOneRunToTheEnd() {
        KnownChunks known = roundTrip(5, 8);
        assertThat(known.first()).isEqualTo(5);
        assertThat(known.end()).isEqualTo(GRID.count());
        assertThat(known.state(GRID.count() - 1)).isEqualTo(ChunkState.ZERO);
        assertThat(known.runEnd(5)).isEqualTo(GRID.count());
    }

    @Test
    void encode_mixed_tellsEachChunk() {
        write(10, 3, 1);
        write(20, 1, 7);
        KnownChunks known = roundTrip(8, 100);
        assertThat(known.state(9)).isEqualTo(ChunkState.ZERO);
        assertThat(known.runEnd(8)).isEqualTo(10);
        assertThat(known.runEnd(9)).isEqualTo(10);
        assertThat(known.state(10)).isEqualTo(ChunkState.DATA);
        assertThat(known.state(12)).isEqualTo(ChunkState.DATA);
        assertThat(known.runEnd(10)).isEqualTo(13);
        assertThat(known.state(13)).isEqualTo(ChunkState.ZERO);
        assertThat(known.holds(10, digest(1), 0)).isTrue();
        assertThat(known.holds(11, digest(2), 0)).isTrue();
        assertThat(known.holds(12, digest(3), 0)).isTrue();
        assertThat(known.holds(20, digest(7), 0)).isTrue();
        assertThat(known.holds(12, digest(1), 0)).isFalse();
        assertThat(known.holds(13, new byte[32], 0)).isFalse();
        byte[] shifted = new byte[40];
        Arrays.fill(shifted, 8, 40, (byte) 7);
        assertThat(known.holds(20, shifted, 8)).isTrue();
        assertThat(known.end()).isEqualTo(GRID.count());
    }

    @Test
    void encode_moreDataThanWanted_stopsThere() {
        write(0, 10, 1);
        KnownChunks known = roundTrip(0, 4);
        assertThat(known.end()).isEqualTo(4);
        assertThat(known.holds(3, digest(4), 0)).isTrue();
        assertThat(roundTrip(9, 4).end()).isEqualTo(GRID.count());
    }

    @Test
    void encode_manyShortRuns_stopsAtWhatWasWanted() {
        for (int i = 0; i < 10; i++) {
            write(2L * i, 1, i);
        }
        KnownChunks known = roundTrip(0, 6);
        assertThat(known.end()).isEqualTo(6);
        assertThat(known.holds(4, digest(2), 0)).isTrue();
    }

    @Test
    void encode_unknownChunks_areUnknown() {
        store.manifest().doubt(3, 2);
        KnownChunks known = roundTrip(0, 10);
        assertThat(known.state(2)).isEqualTo(ChunkState.ZERO);
        assertThat(known.state(3)).isEqualTo(ChunkState.UNKNOWN);
        assertThat(known.runEnd(3)).isEqualTo(5);
        assertThat(known.holds(3, new byte[32], 0)).isFalse();
    }

    @Test
    void known_chunkOutside_isADefect() {
        KnownChunks known = new Knowledge(4).run(ChunkState.ZERO, 2).decode(GRID);
        assertThatThrownBy(() -> known.state(3)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> known.state(6)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThat(known.state(5)).isEqualTo(ChunkState.ZERO);
    }

    private static Object decode(ByteBuffer payload) {
        return KnownChunksCodec.decode(payload, GRID, 4, 3);
    }

    @Test
    void decode_brokenPayloads_areRefused() {
        Knowledge good =
                new Knowledge(4).run(ChunkState.ZERO, 2).data(digest(1)).run(ChunkState.UNKNOWN, 9);
        assertThat(decode(good.payload())).isNotNull();
        assertThat(decode(good.payload().limit(24))).as("short").isNull();
        assertThat(decode(good.payload().limit(good.payload().limit() - 1)))
                .as("cut")
                .isNull();
        assertThat(decode(good.payload().putLong(0, 5))).as("other chunk").isNull();
        assertThat(decode(good.payload().putLong(8, 11))).as("count too small").isNull();
        assertThat(decode(good.payload().putLong(8, 13))).as("count too large").isNull();
        assertThat(decode(good.payload().putLong(8, 0))).as("no chunks").isNull();
        assertThat(decode(good.payload().putLong(8, -1))).as("negative count").isNull();
        good.payload().putLong(8, 12);
        assertThat(decode(good.payload().put(16, (byte) 3))).as("unknown state").isNull();
    }

    @Test
    void decode_runsThatBreakTheRules_areRefused() {
        assertThat(decode(new Knowledge(4)
                        .run(ChunkState.ZERO, 1)
                        .run(ChunkState.ZERO, 1)
                        .payload()))
                .as("neighbours of one state")
                .isNull();
        assertThat(decode(new Knowledge(4).run(ChunkState.ZERO, 0).payload()))
                .as("empty run")
                .isNull();
        assertThat(decode(new Knowledge(4)
                        .run(ChunkState.ZERO, 2)
                        .run(ChunkState.UNKNOWN, -1)
                        .payload()))
                .as("negative run")
                .isNull();
        assertThat(decode(new Knowledge(4)
                        .data(digest(1), digest(2), digest(3), digest(4))
                        .payload()))
                .as("more data than wanted")
                .isNull();
        assertThat(decode(new Knowledge(4).data(digest(1), digest(2), digest(3)).payload()))
                .isNotNull();
        assertThat(decode(new Knowledge(4).run(ChunkState.DATA, 1).payload()))
                .as("no digest")
                .isNull();
        assertThat(decode(
                        new Knowledge(4).run(ChunkState.ZERO, GRID.count() - 4).payload()))
                .isNotNull();
        assertThat(decode(
                        new Knowledge(4).run(ChunkState.ZERO, GRID.count() - 3).payload()))
                .as("beyond the disk")
                .isNull();
        assertThat(decode(new Knowledge(4)
                        .run(ChunkState.ZERO, 1)
                        .run(ChunkState.UNKNOWN, 1)
                        .run(ChunkState.ZERO, 1)
                        .run(ChunkState.UNKNOWN, 1)
                        .payload()))
                .as("more runs than wanted")
                .isNull();
    }
}
