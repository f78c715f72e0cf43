package dev.smc.transfer.internal.chunk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.smc.api.error.ErrorCode;
import dev.smc.api.error.MigrationException;
import dev.smc.api.error.TargetWriteException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ManifestStoreTest {
    private static final ChunkGrid GRID = new ChunkGrid(1L << 40, 65536);

    @TempDir
    private Path temp;

    private ManifestStore open(ChunkGrid grid, long epoch) {
        return ManifestStore.open(temp.resolve("deep/state"), grid, true, epoch);
    }

    @Test
    void open_newDirectory_makesASmallManifest() throws IOException {
        try (ManifestStore store = open(GRID, 1)) {
            assertThat(store.manifest().grid()).isEqualTo(GRID);
            store.manifest().window(0).expect(16_777_000, 16_777_216);
            store.manifest().window(0).commit(List.of(new Manifest.Written(16_777_000, 216, new byte[216 * 32])));
            store.manifest().window(0).settle();
        }
        try (ManifestStore store = open(GRID, 2);
                FileChannel file = FileChannel.open(temp.resolve("deep/state/manifest"), StandardOpenOption.READ)) {
            assertThat(file.size()).isEqualTo(8192 + 48L * 16_777_216);
            boolean[] data = new boolean[1];
            store.manifest().visit(16_777_215, 16_777_216, (state, first, count, written, digests, at) -> {
                data[0] = state == ChunkState.DATA;
                return true;
            });
            assertThat(data[0]).isTrue();
        }
        assertThat(temp.resolve("deep/state/manifest.new")).doesNotExist();
    }

    @Test
    void open_existing_keepsItsChunkSize() {
        open(new ChunkGrid(GRID.diskSize(), 4096), 1).close();
        try (ManifestStore store = open(GRID, 1)) {
            assertThat(store.manifest().grid().chunkSize()).isEqualTo(4096);
        }
    }

    @Test
    void open_alreadyOpen_isRefusedUntilClosed() {
        ManifestStore first = open(GRID, 1);
        assertThatThrownBy(() -> open(GRID, 2))
                .isInstanceOf(TargetWriteException.class)
                .hasMessageContaining("in use by another receiver");
        first.close();
        open(GRID, 2).close();
    }

    @Test
    void open_targetOfAnotherSize_isRefusedWithBothSizesAndLetsGo() {
        open(GRID, 1).close();
        assertThatThrownBy(() -> open(new ChunkGrid(4096, 4096), 1))
                .isInstanceOfSatisfying(
                        MigrationException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.MANIFEST_CORRUPT))
                .hasMessageContaining("1099511627776")
                .hasMessageContaining("4096");
        open(GRID, 1).close();
    }

    @Test
    void open_staleEpoch_isRefusedAndLetsGo() {
        open(GRID, 3).close();
        assertThatThrownBy(() -> open(GRID, 2))
                .isInstanceOfSatisfying(
                        MigrationException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.STALE_EPOCH));
        open(GRID, 3).close();
    }

    @Test
    void open_emptyManifestFile_isCorrupt() throws IOException {
        Files.createDirectories(temp.resolve("deep/state"));
        Files.createFile(temp.resolve("deep/state/manifest"));
        assertThatThrownBy(() -> open(GRID, 1))
                .isInstanceOfSatisfying(
                        MigrationException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.MANIFEST_CORRUPT))
                .hasMessageContaining("of 0 bytes");
    }

    @Test
    void open_directoryIsAFile_isUnwritable() throws IOException {
        Files.createFile(temp.resolve("deep"));
        assertThatThrownBy(() -> open(GRID, 1))
                .isInstanceOf(TargetWriteException.class)
                .hasMessageContaining("deep");
    }
}
