package dev.smc.transfer.internal.chunk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChunkGridTest {
    private static final ChunkGrid GRID = new ChunkGrid(3 * 65536 + 100, 65536);

    @ParameterizedTest
    @ValueSource(ints = {4096, 8192, 65536, 1 << 20})
    void isChunkSize_powerOfTwoInRange_is(int size) {
        assertThat(ChunkGrid.isChunkSize(size)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -4096, 2048, 4097, 12288, 1 << 21, Integer.MIN_VALUE})
    void isChunkSize_other_isNot(int size) {
        assertThat(ChunkGrid.isChunkSize(size)).isFalse();
        assertThatIllegalArgumentException().isThrownBy(() -> new ChunkGrid(1, size));
    }

    @Test
    void new_negativeSize_isRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new ChunkGrid(-1, 4096));
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "1, 1", "65535, 1", "65536, 1", "65537, 2", "9223372036854775807, 140737488355328"})
    void count_anySize_countsThePartialChunk(long size, long count) {
        assertThat(new ChunkGrid(size, 65536).count()).isEqualTo(count);
    }

    @Test
    void offsetAndLength_lastChunk_endAtTheDisk() {
        assertThat(GRID.count()).isEqualTo(4);
        assertThat(GRID.offset(0)).isZero();
        assertThat(GRID.offset(3)).isEqualTo(196608);
        assertThat(GRID.offset(4)).isEqualTo(196708);
        assertThat(GRID.length(2, 1)).isEqualTo(65536);
        assertThat(GRID.length(2, 2)).isEqualTo(65636);
        assertThat(GRID.length(3, 1)).isEqualTo(100);
        assertThat(GRID.chunkOf(65535)).isZero();
        assertThat(GRID.chunkOf(65536)).isEqualTo(1);
        assertThat(GRID.length(2)).isEqualTo(65536);
        assertThat(GRID.length(3)).isEqualTo(100);
        assertThat(ChunkGrid.grains(1)).isEqualTo(1);
        assertThat(ChunkGrid.grains(4096)).isEqualTo(1);
        assertThat(ChunkGrid.grains(4097)).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 65536, true",
        "0, 196708, true",
        "196608, 100, true",
        "65536, 131072, true",
        "0, 100, false",
        "0, 0, false",
        "0, -65536, false",
        "-65536, 65536, false",
        "100, 65536, false",
        "196608, 99, false",
        "196608, 101, false",
        "196608, 65536, false",
        "262144, 65536, false",
        "65536, 9223372036854710272, false",
        "9223372036854710272, 65536, false"
    })
    void isAligned_range_mustFitTheGrid(long offset, long length, boolean expected) {
        assertThat(GRID.isAligned(offset, length)).isEqualTo(expected);
    }
}
