package dev.smc.transfer.internal.chunk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.smc.api.error.ErrorCode;
import dev.smc.api.error.MigrationException;
import dev.smc.api.error.TargetWriteException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ManifestTest {
    private static final ChunkGrid GRID = new ChunkGrid(50_000 * 4096L + 5, 4096);
    private static final int UNLIMITED = Integer.MAX_VALUE;

    private CrashingFile file = CrashingFile.fresh(ManifestHeader.first(GRID, true, 7), UNLIMITED);
    private Manifest manifest = Manifest.open(file, "here", 7);

    private static byte[] digests(int count, int value) {
        byte[] digests = new byte[count * 32];
        Arrays.fill(digests, (byte) value);
        return digests;
    }

    private ManifestWindow window() {
        return manifest.window(0);
    }

    private void write(long first, int count, int value) {
        window().expect(first, first + count);
        window().commit(List.of(new Manifest.Written(first, count, value == 0 ? null : digests(count, value))));
    }

    private void reopen() {
        file = new CrashingFile(file.content(), UNLIMITED);
        manifest = Manifest.open(file, "here", 7);
    }

    /** Returns what is known, neighbours of one state put together, as text. */
    private List<String> known(long from, long to) {
        List<String> runs = new ArrayList<>();
        long[] end = new long[1];
        manifest.visit(from, to, (state, first, count, written, digests, at) -> {
            String what = state + (written ? "!" : "") + (state == ChunkState.DATA ? digests[at] : "");
            if (!runs.isEmpty() && runs.get(runs.size() - 1).startsWith(what + "@")) {
                runs.remove(runs.size() - 1);
                first = end[0];
            }
            end[0] = runs.isEmpty() || first != end[0] ? first : end[0];
            runs.add(what + "@" + first);
            return true;
        });
        return runs;
    }

    private ChunkState state(long chunk) {
        ChunkState[] found = new ChunkState[1];
        manifest.visit(chunk, chunk + 1, (state, first, count, written, digests, at) -> {
            assertThat(first).isEqualTo(chunk);
            assertThat(count).isEqualTo(1);
            found[0] = state;
            return true;
        });
        return found[0];
    }

    @Test
    void visit_freshManifest_isZeroInOneRun() {
        List<long[]> runs = new ArrayList<>();
        manifest.visit(3, GRID.count(), (state, first, count, written, digests, at) -> {
            assertThat(state).isEqualTo(ChunkState.ZERO);
            assertThat(written).isFalse();
            runs.add(new long[] {first, count});
            return true;
        });
        assertThat(runs).containsExactly(new long[] {3, GRID.count() - 3});
    }

    @Test
    void visit_freshManifestOfUsedDisk_isUnknown() {
        manifest = Manifest.open(CrashingFile.fresh(ManifestHeader.first(GRID, false, 7), UNLIMITED), "here", 7);
        assertThat(state(0)).isEqualTo(ChunkState.UNKNOWN);
        assertThat(manifest.root()).isNull();
    }

    @Test
    void visit_visitorHasEnough_stops() {
        write(0, 5, 1);
        List<Long> seen = new ArrayList<>();
        manifest.visit(0, GRID.count(), (state, first, count, written, digests, at) -> {
            seen.add(first);
            return first < 2;
        });
        assertThat(seen).containsExactly(0L, 1L, 2L);
    }

    @Test
    void commit_dataAndZeros_areKnownAfterReopening() {
        write(10, 3, 5);
        write(13, 2, 0);
        write(3000, 1, 9);
        window().settle();
        reopen();
        assertThat(state(9)).isEqualTo(ChunkState.ZERO);
        assertThat(state(10)).isEqualTo(ChunkState.DATA);
        assertThat(state(12)).isEqualTo(ChunkState.DATA);
        assertThat(state(13)).isEqualTo(ChunkState.ZERO);
        assertThat(state(3000)).isEqualTo(ChunkState.DATA);
        assertThat(state(3001)).isEqualTo(ChunkState.ZERO);
        List<String> written = new ArrayList<>();
        manifest.visit(0, GRID.count(), (state, first, count, isWritten, digests, at) -> {
            if (isWritten) {
                written.add(state + " " + first + " " + (state == ChunkState.DATA ? digests[at + 31] : ""));
            }
            return true;
        });
        assertThat(written)
                .containsExactly("DATA 10 5", "DATA 11 5", "DATA 12 5", "ZERO 13 ", "ZERO 14 ", "DATA 3000 9");
        assertThat(known(9, 14)).hasSize(3);
    }

    @Test
    void commit_overTwoPages_writesEveryEntry() {
        window().expect(1000, 1024);
        window().expect(1024, 1200);
        window().commit(List.of(
                new Manifest.Written(1000, 24, digests(24, 3)), new Manifest.Written(1024, 176, digests(176, 3))));
        for (long chunk : new long[] {1000, 1023, 1024, 1199}) {
            assertThat(state(chunk)).isEqualTo(ChunkState.DATA);
        }
        assertThat(state(999)).isEqualTo(ChunkState.ZERO);
        assertThat(state(1200)).isEqualTo(ChunkState.ZERO);
    }

    @Test
    void commit_digestsInOrder_eachChunkHasItsOwn() {
        byte[] digests = new byte[3 * 32];
        for (int i = 0; i < digests.length; i++) {
            digests[i] = (byte) i;
        }
        window().expect(7, 10);
        window().commit(List.of(new Manifest.Written(7, 3, digests)));
        manifest.visit(7, 10, (state, first, count, written, found, at) -> {
            int from = (int) (first - 7) * 32;
            assertThat(Arrays.copyOfRange(found, at, at + 32)).isEqualTo(Arrays.copyOfRange(digests, from, from + 32));
            return true;
        });
    }

    @Test
    void commit_notInOrder_isADefect() {
        window().expect(1, 2);
        window().expect(5, 6);
        assertThatThrownBy(() -> window().commit(List.of(new Manifest.Written(5, 1, null))))
                .isInstanceOf(IllegalStateException.class);
    }

    @ParameterizedTest
    @CsvSource({"4, 6", "6, 6", "7, 6", "6, 50002", "6, 257"})
    void expect_impossibleRange_isADefect(long from, long to) {
        window().expect(0, 5);
        assertThatThrownBy(() -> window().expect(from, to)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void expect_upToTheLastChunk_works() {
        window().expect(50_000, 50_001);
        window().commit(List.of(new Manifest.Written(50_000, 1, digests(1, 1))));
        assertThat(state(50_000)).isEqualTo(ChunkState.DATA);
    }

    @Test
    void expect_insideTheWindow_writesNoHeader() {
        window().expect(0, 1);
        byte[] before = file.content();
        window().expect(1, ManifestWindow.STEP);
        assertThat(file.content()).isEqualTo(before);
        window().expect(ManifestWindow.STEP, ManifestWindow.STEP + 1);
        assertThat(file.content()).isNotEqualTo(before);
    }

    @Test
    void fits_farFromWhatIsExpected_doesNot() {
        assertThat(window().fits(50_000)).isTrue();
        window().expect(10, 20);
        assertThat(window().fits(10 + ManifestWindow.LIMIT)).isTrue();
        assertThat(window().fits(11 + ManifestWindow.LIMIT)).isFalse();
        window().commit(List.of(new Manifest.Written(10, 10, null)));
        assertThat(window().fits(50_000)).isTrue();
    }

    @Test
    void open_expectedNotCommitted_isUnknownInsideTheWindowOnly() {
        write(0, 10, 1);
        write(20_000, 5, 1);
        window().settle();
        window().expect(5, 8);
        reopen();
        assertThat(state(4)).isEqualTo(ChunkState.DATA);
        assertThat(state(5)).isEqualTo(ChunkState.UNKNOWN);
        assertThat(state(8)).isEqualTo(ChunkState.UNKNOWN);
        assertThat(state(10)).isEqualTo(ChunkState.UNKNOWN);
        assertThat(state(5 + ManifestWindow.STEP - 1)).isEqualTo(ChunkState.UNKNOWN);
        assertThat(state(5 + ManifestWindow.STEP)).isEqualTo(ChunkState.ZERO);
        assertThat(state(20_000)).isEqualTo(ChunkState.DATA);
        assertThat(manifest.root()).isNull();
    }

    @Test
    void open_committedInThisSession_isKept() {
        write(0, 10, 1);
        write(10, 2, 0);
        window().expect(12, 14);
        reopen();
        assertThat(state(9)).isEqualTo(ChunkState.DATA);
        assertThat(state(11)).isEqualTo(ChunkState.ZERO);
        assertThat(state(12)).isEqualTo(ChunkState.UNKNOWN);
    }

    @Test
    void recover_afterFailedWrite_doubtsAndStartsFromTheFront() {
        window().expect(3, 5);
        window().recover();
        assertThat(state(3)).isEqualTo(ChunkState.UNKNOWN);
        assertThat(state(2)).isEqualTo(ChunkState.ZERO);
        write(0, 1, 1);
        write(3, 2, 2);
        window().settle();
        reopen();
        assertThat(state(0)).isEqualTo(ChunkState.DATA);
        assertThat(state(4)).isEqualTo(ChunkState.DATA);
        assertThat(state(5)).isEqualTo(ChunkState.ZERO);
    }

    @Test
    void recover_afterCommits_leavesWhatWasPassedOverBefore() {
        write(10, 1, 1);
        window().settle();
        write(3, 5, 1);
        window().expect(20, 22);
        window().recover();
        assertThat(state(8)).isEqualTo(ChunkState.ZERO); // in the window, never touched
        assertThat(state(10)).isEqualTo(ChunkState.DATA);
        assertThat(state(20)).isEqualTo(ChunkState.UNKNOWN);
        assertThat(state(21)).isEqualTo(ChunkState.UNKNOWN);
        assertThat(state(22)).isEqualTo(ChunkState.ZERO);
        reopen();
        assertThat(state(8)).isEqualTo(ChunkState.ZERO);
    }

    @Test
    void recover_windowOverTwoPages_doubtsAllOfIt() {
        window().expect(1000, 1010);
        window().expect(1024, 1150);
        window().recover();
        for (long chunk : new long[] {1000, 1023, 1024, 1149}) {
            assertThat(state(chunk)).isEqualTo(ChunkState.UNKNOWN);
        }
        assertThat(state(999)).isEqualTo(ChunkState.ZERO);
        assertThat(state(1150)).isEqualTo(ChunkState.ZERO);
    }

    @Test
    void settle_withSomethingExpected_isADefect() {
        window().expect(3, 5);
        assertThatThrownBy(() -> window().settle())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("chunk 3");
    }

    @Test
    void settle_thenRewrite_startsFromTheFrontAndIsInDoubtUntilCommitted() {
        write(100, 1, 1);
        window().settle();
        window().expect(100, 101);
        reopen();
        assertThat(state(100)).isEqualTo(ChunkState.UNKNOWN);
    }

    @Test
    void doubt_knownChunk_isUnknownForGood() {
        write(0, 10, 1);
        window().settle();
        manifest.doubt(4, 2);
        reopen();
        assertThat(state(3)).isEqualTo(ChunkState.DATA);
        assertThat(state(4)).isEqualTo(ChunkState.UNKNOWN);
        assertThat(state(5)).isEqualTo(ChunkState.UNKNOWN);
        assertThat(state(6)).isEqualTo(ChunkState.DATA);
    }

    @Test
    void root_knownDisk_isTheRootOfItsChunks() {
        write(2, 1, 4);
        write(50_000, 1, 6);
        RootDigest expected = new RootDigest(GRID);
        expected.addZeros(2);
        expected.addData(digests(1, 4), 0);
        expected.addZeros(49_997);
        expected.addData(digests(1, 6), 0);
        assertThat(manifest.root()).isEqualTo(expected.finish());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 31, 32, 40, 44, 47})
    void open_entryDamaged_isUnknown(int at) {
        write(3, 1, 4);
        window().settle();
        byte[] bytes = file.content();
        bytes[8192 + 3 * 48 + at] ^= 1;
        file = new CrashingFile(bytes, UNLIMITED);
        manifest = Manifest.open(file, "here", 7);
        assertThat(state(3)).isEqualTo(ChunkState.UNKNOWN);
        assertThat(state(4)).isEqualTo(ChunkState.ZERO);
    }

    @Test
    void open_entryOfAnotherChunk_isUnknown() {
        write(3, 1, 4);
        window().settle();
        byte[] bytes = file.content();
        System.arraycopy(bytes, 8192 + 3 * 48, bytes, 8192 + 2 * 48, 48);
        file = new CrashingFile(bytes, UNLIMITED);
        manifest = Manifest.open(file, "here", 7);
        assertThat(state(2)).isEqualTo(ChunkState.UNKNOWN);
        assertThat(state(3)).isEqualTo(ChunkState.DATA);
    }

    @Test
    void open_lowerEpoch_isStale() {
        assertThatThrownBy(() -> Manifest.open(file, "here", 6)).isInstanceOfSatisfying(MigrationException.class, e -> {
            assertThat(e.code()).isEqualTo(ErrorCode.STALE_EPOCH);
            assertThat(e).hasMessageContaining("epoch 7").hasMessageContaining("epoch 6");
        });
    }

    @Test
    void open_higherEpoch_isRemembered() {
        Manifest.open(file, "here", 9);
        assertThatThrownBy(() -> Manifest.open(file, "here", 8)).hasMessageContaining("epoch 9");
    }

    @Test
    void open_oneSlotDamaged_takesTheOther() {
        write(3, 1, 4);
        byte[] bytes = file.content();
        ManifestHeader newest =
                ManifestHeader.decode(ByteBuffer.wrap(bytes, 4096, 252).slice());
        assertThat(newest.generation()).isEqualTo(1);
        bytes[4096 + 20] ^= 1;
        manifest = Manifest.open(new CrashingFile(bytes, UNLIMITED), "here", 7);
        assertThat(manifest.grid()).isEqualTo(GRID);
    }

    @Test
    void open_bothSlotsDamaged_isCorruptWithAWayOut() {
        byte[] bytes = file.content();
        bytes[20] ^= 1;
        assertThatThrownBy(() -> Manifest.open(new CrashingFile(bytes, UNLIMITED), "here", 7))
                .isInstanceOfSatisfying(MigrationException.class, e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.MANIFEST_CORRUPT);
                    assertThat(e).hasMessageContaining("here").hasMessageContaining("no whole header");
                    assertThat(e.remedy()).isNotEmpty();
                });
    }

    @ParameterizedTest
    @CsvSource({"2, older", "4, newer", "65535, newer"})
    void open_otherVersion_saysWhich(int version, String word) {
        byte[] bytes = file.content();
        bytes[8] = (byte) (version >> 8);
        bytes[9] = (byte) version;
        assertThatThrownBy(() -> Manifest.open(new CrashingFile(bytes, UNLIMITED), "here", 7))
                .isInstanceOfSatisfying(
                        MigrationException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.MANIFEST_CORRUPT))
                .hasMessageContaining("version " + version + ", " + word + " than version 3");
    }

    @Test
    void anyChange_afterAFailedWrite_isRefused() {
        manifest = Manifest.open(CrashingFile.fresh(ManifestHeader.first(GRID, true, 7), 1), "here", 7);
        assertThatThrownBy(() -> window().expect(0, 1))
                .isInstanceOf(TargetWriteException.class)
                .hasMessageContaining("power failed");
        assertThatThrownBy(() -> manifest.doubt(0, 1))
                .isInstanceOf(TargetWriteException.class)
                .hasMessageContaining("could not be written before");
    }

    private static ManifestHeader header(ChunkGrid grid, ManifestHeader.Doubt second) {
        List<ManifestHeader.Doubt> doubts = new ArrayList<>(Collections.nCopies(8, ManifestHeader.Doubt.NONE));
        doubts.set(1, second);
        return new ManifestHeader(true, true, 2, grid, 3, 4, doubts);
    }

    @Test
    void header_encoded_hasTheBytesOfTheFormat() {
        ByteBuffer bytes = header(new ChunkGrid(1 << 20, 65536), new ManifestHeader.Doubt(5, 6, 7))
                .encode();
        assertThat(bytes.remaining()).isEqualTo(252);
        byte[] expected = new byte[248];
        ByteBuffer.wrap(expected)
                .put("SMCMANIF".getBytes(java.nio.charset.StandardCharsets.US_ASCII))
                .putShort((short) 3)
                .putShort((short) 0)
                .putInt(3)
                .putLong(2)
                .putLong(1 << 20)
                .putInt(65536)
                .putInt(0)
                .putLong(3)
                .putLong(4)
                .position(80)
                .putLong(5)
                .putLong(6)
                .putLong(7);
        byte[] found = new byte[248];
        bytes.get(0, found);
        assertThat(found).isEqualTo(expected);
        assertThat(bytes.getInt(248)).isEqualTo(Crc.of(ByteBuffer.wrap(expected), 0, 248));
        assertThat(ManifestHeader.decode(bytes))
                .isEqualTo(header(new ChunkGrid(1 << 20, 65536), new ManifestHeader.Doubt(5, 6, 7)));
    }

    @ParameterizedTest
    @CsvSource({"4, 10, VALID", "4, 11, DAMAGED", "5, 4, DAMAGED", "-1, 4, DAMAGED"})
    void header_window_mustLieOnTheDisk(long from, long to, ManifestHeader.Verdict verdict) {
        ChunkGrid grid = new ChunkGrid(10 * 4096, 4096);
        assertThat(ManifestHeader.judge(
                        header(grid, new ManifestHeader.Doubt(from, to, 1)).encode()))
                .isEqualTo(verdict);
    }

    @Test
    void windows_ofTwoWriters_doNotKnowOfEachOther() {
        ManifestWindow other = manifest.window(1);
        window().expect(0, 5);
        other.expect(300, 310);
        other.commit(List.of(new Manifest.Written(300, 10, digests(10, 2))));
        other.expect(310, 311);
        window().commit(List.of(new Manifest.Written(0, 5, digests(5, 1))));
        window().settle();
        reopen();
        assertThat(state(0)).isEqualTo(ChunkState.DATA);
        assertThat(state(5)).isEqualTo(ChunkState.ZERO); // settled
        assertThat(state(309)).isEqualTo(ChunkState.DATA);
        assertThat(state(310)).isEqualTo(ChunkState.UNKNOWN);
    }

    @Test
    void spanDigest_knownSpan_isThatOfItsChunks() {
        write(256, 1, 4);
        write(300, 2, 0);
        SpanDigest expected = new SpanDigest();
        expected.addData(digests(1, 4), 0);
        expected.addZeros(255);
        assertThat(manifest.spanDigest(1)).isEqualTo(expected.finish());
        assertThat(manifest.spanDigest(2)).isEqualTo(new byte[32]);
        manifest.doubt(511, 1);
        assertThat(manifest.spanDigest(1)).isNull();
    }
}
