package dev.smc.spi.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.BiConsumer;
import java.util.function.BinaryOperator;
import nl.jqno.equalsverifier.EqualsVerifier;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AllocationMapTest {
    private static final AllocationMap MAP =
            AllocationMap.builder(1000).add(100, 50).add(300, 100).build();

    @Test
    void full_ofADisk_isOneExtent() {
        AllocationMap map = AllocationMap.full(1000);
        assertThat(map.extents()).containsExactly(Extent.data(0, 1000));
        assertThat(map.usedBytes()).isEqualTo(1000);
        assertThat(AllocationMap.full(0).extents()).isEmpty();
    }

    @Test
    void add_ofTouchingAndOverlappingRanges_mergesThem() {
        AllocationMap map = AllocationMap.builder(1000)
                .add(10, 10)
                .add(20, 5)
                .add(12, 3)
                .add(24, 10)
                .add(50, 0)
                .add(60, 1)
                .build();
        assertThat(map.extents()).containsExactly(Extent.data(10, 24), Extent.data(60, 1));
        assertThat(map.count()).isEqualTo(2);
        assertThat(map.usedBytes()).isEqualTo(25);
        assertThat(map.size()).isEqualTo(1000);
        assertThat(map).hasToString("AllocationMap{size=1000, extents=2, usedBytes=25}");
    }

    @Test
    void add_inAnyOrder_sorts() {
        AllocationMap map =
                AllocationMap.builder(1000).add(300, 100).add(100, 50).build();
        assertThat(map).isEqualTo(MAP);
    }

    @ParameterizedTest
    @CsvSource({"-1, 1", "0, 1001", "1000, 1", "1, 9223372036854775807"})
    void add_outsideTheDisk_isRefused(long offset, long length) {
        AllocationMap.Builder builder = AllocationMap.builder(1000);
        assertThatThrownBy(() -> builder.add(offset, length)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> MAP.extents(offset, length)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void builder_ofANegativeSize_isRefused() {
        assertThatThrownBy(() -> AllocationMap.builder(-1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("size -1 is negative");
    }

    @Test
    void extents_ofARange_areCutToIt() {
        assertThat(MAP.extents(120, 200)).containsExactly(Extent.data(120, 30), Extent.data(300, 20));
        assertThat(MAP.extents(150, 150)).isEmpty();
        assertThat(MAP.extents(120, 0)).isEmpty();
        assertThat(MAP.extents(1000, 0)).isEmpty();
    }

    @Test
    void intersects_ofARange_looksAtBothEnds() {
        assertThat(MAP.intersects(0, 100)).isFalse();
        assertThat(MAP.intersects(0, 101)).isTrue();
        assertThat(MAP.intersects(149, 1)).isTrue();
        assertThat(MAP.intersects(150, 150)).isFalse();
        assertThat(MAP.intersects(120, 0)).isFalse();
        assertThat(MAP.intersects(400, 600)).isFalse();
    }

    @Test
    void nextUsed_ofAnOffset_isItselfOrTheNextStart() {
        assertThat(MAP.nextUsed(0)).isEqualTo(100);
        assertThat(MAP.nextUsed(149)).isEqualTo(149);
        assertThat(MAP.nextUsed(150)).isEqualTo(300);
        assertThat(MAP.nextUsed(400)).isEqualTo(1000);
    }

    @Test
    void combining_mapsOfDifferentSizes_isRefused() {
        AllocationMap other = AllocationMap.full(999);
        for (ThrowingCallable call : List.<ThrowingCallable>of(
                () -> MAP.intersect(other), () -> MAP.union(other), () -> MAP.difference(other))) {
            assertThatThrownBy(call)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("maps of 1000 and 999 bytes");
        }
    }

    @Test
    void usedBytes_ofARange_countsWhatIsWithin() {
        assertThat(MAP.usedBytes(0, 1000)).isEqualTo(150);
        assertThat(MAP.usedBytes(120, 200)).isEqualTo(50);
        assertThat(MAP.usedBytes(110, 10)).isEqualTo(10);
        assertThat(MAP.usedBytes(150, 150)).isZero();
        assertThat(MAP.usedBytes(1000, 0)).isZero();
        assertThatThrownBy(() -> MAP.usedBytes(1, 1000)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
    void map_ofRandomRanges_agreesWithABitSet(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int size = 500;
        BitSet bitsA = new BitSet();
        BitSet bitsB = new BitSet();
        AllocationMap a = randomMap(random, size, bitsA);
        AllocationMap b = randomMap(random, size, bitsB);
        assertThat(a.extents()).isEqualTo(extents(bitsA));
        assertThat(a.usedBytes()).isEqualTo(bitsA.cardinality());
        for (int i = 0; i < size; i++) {
            int next = bitsA.nextSetBit(i);
            assertThat(a.nextUsed(i)).isEqualTo(next < 0 ? size : next);
            assertThat(a.intersects(i, 1)).isEqualTo(bitsA.get(i));
        }
        assertCombined(a, b, bitsA, bitsB, AllocationMap::intersect, BitSet::and);
        assertCombined(a, b, bitsA, bitsB, AllocationMap::union, BitSet::or);
        assertCombined(a, b, bitsA, bitsB, AllocationMap::difference, BitSet::xor);
    }

    private static void assertCombined(
            AllocationMap a,
            AllocationMap b,
            BitSet bitsA,
            BitSet bitsB,
            BinaryOperator<AllocationMap> combine,
            BiConsumer<BitSet, BitSet> expected) {
        BitSet bits = (BitSet) bitsA.clone();
        expected.accept(bits, bitsB);
        assertThat(combine.apply(a, b)).isEqualTo(combine.apply(b, a));
        assertThat(combine.apply(a, b).extents()).isEqualTo(extents(bits));
    }

    @Test
    void equalsAndHashCode_keepTheContract() {
        EqualsVerifier.forClass(AllocationMap.class)
                .withNonnullFields("starts", "ends")
                .verify();
    }

    private static AllocationMap randomMap(SplittableRandom random, int size, BitSet bits) {
        AllocationMap.Builder builder = AllocationMap.builder(size);
        for (int i = random.nextInt(60); i > 0; i--) {
            int from = random.nextInt(size);
            int length = random.nextInt(Math.min(12, size - from) + 1);
            builder.add(from, length);
            bits.set(from, from + length);
        }
        return builder.build();
    }

    private static List<Extent> extents(BitSet bits) {
        List<Extent> extents = new ArrayList<>();
        for (int from = bits.nextSetBit(0); from >= 0; from = bits.nextSetBit(bits.nextClearBit(from))) {
            extents.add(Extent.data(from, bits.nextClearBit(from) - from));
        }
        return extents;
    }
}
