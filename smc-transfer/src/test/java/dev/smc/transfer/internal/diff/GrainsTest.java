package dev.smc.transfer.internal.diff;

import static org.assertj.core.api.Assertions.assertThat;

import dev.smc.transfer.internal.chunk.ChunkGrid;
import dev.smc.transfer.internal.chunk.ChunkHasher;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class GrainsTest {
    private static final int GRAIN = ChunkGrid.GRAIN;

    private static BitSet set(int... grains) {
        BitSet set = new BitSet();
        for (int grain : grains) {
            set.set(grain);
        }
        return set;
    }

    @Test
    void forEachRun_neighbours_areOneRunAndTheLastIsCut() {
        List<String> runs = new ArrayList<>();
        Grains.forEachRun(set(0, 2, 3, 5), 5 * GRAIN + 7, (offset, length) -> runs.add(offset + "+" + length));
        assertThat(runs).containsExactly("0+" + GRAIN, 2 * GRAIN + "+" + 2 * GRAIN, 5 * GRAIN + "+" + 7);
    }

    @Test
    void bytes_withAndWithoutTheShortOne_areThoseOfTheGrains() {
        int length = 5 * GRAIN + 7;
        assertThat(Grains.bytes(set(), length)).isZero();
        assertThat(Grains.bytes(set(0, 4), length)).isEqualTo(2 * GRAIN);
        assertThat(Grains.bytes(set(0, 5), length)).isEqualTo(GRAIN + 7);
        assertThat(Grains.bytes(set(0, 1), 2 * GRAIN)).isEqualTo(2 * GRAIN);
    }

    @Test
    void nonZero_oneByteInSome_findsThose() {
        ByteBuffer content = ByteBuffer.allocateDirect(3 * GRAIN + 9);
        content.put(GRAIN - 1, (byte) 1).put(3 * GRAIN + 8, (byte) 1);
        assertThat(Grains.nonZero(new ChunkHasher().grains(content), 4)).isEqualTo(set(0, 3));
    }

    @Test
    void gather_anySet_isTheirBytesInOrder() {
        SplittableRandom random = new SplittableRandom(1);
        for (int round = 0; round < 100; round++) {
            byte[] bytes = new byte[10 * GRAIN + random.nextInt(GRAIN) + 1];
            random.nextBytes(bytes);
            BitSet grains = BitSet.valueOf(new long[] {random.nextInt(1 << 11)});
            ByteBuffer expected = ByteBuffer.allocate(bytes.length);
            Grains.forEachRun(grains, bytes.length, (offset, length) -> expected.put(bytes, offset, length));
            ByteBuffer content =
                    ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
            int length = Grains.gather(content, grains);
            assertThat(length).isEqualTo(Grains.bytes(grains, bytes.length));
            assertThat(content.limit(length)).isEqualTo(expected.flip());
        }
    }
}
