package dev.smc.core.internal.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.smc.spi.disk.AllocationMap;
import dev.smc.spi.disk.Extent;
import org.junit.jupiter.api.Test;

class UsedRangesTest {
    @Test
    void add_ofTouchingAndOverlappingRanges_joinsThem() {
        UsedRanges ranges = new UsedRanges(1000);
        ranges.add(10, 10);
        ranges.add(20, 5);
        ranges.add(22, 1);
        ranges.add(30, 0);
        ranges.add(40, 60);
        assertThat(ranges.build().extents()).containsExactly(Extent.data(10, 15), Extent.data(40, 60));
    }

    @Test
    void add_outOfOrderOrOutside_isRefused() {
        UsedRanges ranges = new UsedRanges(1000);
        ranges.add(10, 10);
        assertThatThrownBy(() -> ranges.add(9, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ranges.add(990, 11)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void add_ofTooManyRanges_closesTheSmallestGapsAndLosesNothing() {
        UsedRanges ranges = new UsedRanges(1 << 30, 100);
        AllocationMap.Builder exact = AllocationMap.builder(1 << 30);
        for (long i = 0; i < 10_000; i++) {
            long offset = i * 100_000;
            ranges.add(offset, 4096);
            exact.add(offset, 4096);
        }
        AllocationMap map = ranges.build();
        assertThat(map.count()).isLessThan(100);
        assertThat(map.intersect(exact.build())).isEqualTo(exact.build());
    }

    @Test
    void add_ofTooManyRangesWithALargeGap_keepsTheLargeGap() {
        UsedRanges ranges = new UsedRanges(1 << 30, 100);
        for (long i = 0; i < 1000; i++) {
            ranges.add(i * 5000 + (i < 500 ? 0 : 100_000_000), 4096);
        }
        assertThat(ranges.build().extents())
                .containsExactly(Extent.data(0, 499 * 5000 + 4096), Extent.data(102_500_000, 499 * 5000 + 4096));
    }
}
