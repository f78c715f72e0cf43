package dev.smc.transfer.internal.diff;

import static org.assertj.core.api.Assertions.assertThat;

import dev.smc.spi.disk.AllocationMap;
import dev.smc.transfer.internal.chunk.ChunkGrid;
import dev.smc.transfer.internal.chunk.ChunkState;
import org.junit.jupiter.api.Test;

class StepPlannerTest {
    private static final int CHUNK = 65536;
    private static final ChunkGrid GRID = new ChunkGrid(20_000L * CHUNK - 7, CHUNK);

    private static StepPlanner planner(AllocationMap used) {
        return new StepPlanner(GRID, used, AllocationMap.full(GRID.diskSize()), 0);
    }

    private static AllocationMap nothing() {
        return AllocationMap.builder(GRID.diskSize()).build();
    }

    private static KnownChunks all(ChunkState state) {
        return new Knowledge(0).run(state, GRID.count()).decode(GRID);
    }

    @Test
    void next_nothingUsedAndZeros_skipsAllAtOnce() {
        Step step = planner(nothing()).next(0, all(ChunkState.ZERO));
        assertThat(step).isEqualTo(new Step(Step.Kind.SKIP, 0, GRID.count()));
        assertThat(step.end()).isEqualTo(GRID.count());
    }

    @Test
    void next_nothingUsedAndUnknown_zeroesInBoundedSteps() {
        assertThat(planner(nothing()).next(0, all(ChunkState.UNKNOWN)))
                .isEqualTo(new Step(Step.Kind.ZERO, 0, StepPlanner.MAX_ZERO_CHUNKS));
        assertThat(planner(nothing()).next(19_990, all(ChunkState.UNKNOWN)))
                .isEqualTo(new Step(Step.Kind.ZERO, 19_990, 10));
    }

    @Test
    void next_nothingUsedAndRunEnds_stopsThere() {
        KnownChunks known = new Knowledge(0)
                .run(ChunkState.ZERO, 5)
                .data(new byte[32], new byte[32])
                .run(ChunkState.ZERO, 3)
                .decode(GRID);
        StepPlanner planner = planner(nothing());
        assertThat(planner.next(0, known)).isEqualTo(new Step(Step.Kind.SKIP, 0, 5));
        assertThat(planner.next(5, known)).isEqualTo(new Step(Step.Kind.ZERO, 5, 2));
        assertThat(planner.next(7, known)).isEqualTo(new Step(Step.Kind.SKIP, 7, 3));
    }

    @Test
    void next_usedFurtherOn_skipsUpToItsChunk() {
        AllocationMap used = AllocationMap.builder(GRID.diskSize())
                .add(3L * CHUNK - 1, 1)
                .add(40L * CHUNK + 5, 10)
                .build();
        StepPlanner planner = planner(used);
        KnownChunks known = all(ChunkState.ZERO);
        assertThat(planner.next(0, known)).isEqualTo(new Step(Step.Kind.SKIP, 0, 2));
        assertThat(planner.next(2, known)).isEqualTo(new Step(Step.Kind.READ, 2, 1));
        assertThat(planner.next(3, known)).isEqualTo(new Step(Step.Kind.SKIP, 3, 37));
        assertThat(planner.next(40, known)).isEqualTo(new Step(Step.Kind.READ, 40, 1));
    }

    @Test
    void next_settledAlready_keepsUpToThereUnlessUnknown() {
        AllocationMap full = AllocationMap.full(GRID.diskSize());
        StepPlanner planner = new StepPlanner(GRID, full, full, 30);
        KnownChunks known = new Knowledge(0)
                .run(ChunkState.ZERO, 20)
                .run(ChunkState.UNKNOWN, 1)
                .run(ChunkState.ZERO, 50)
                .decode(GRID);
        assertThat(planner.next(0, known)).isEqualTo(new Step(Step.Kind.KEEP, 0, 20));
        assertThat(planner.next(20, known)).isEqualTo(new Step(Step.Kind.READ, 20, 1));
        assertThat(planner.next(21, known)).isEqualTo(new Step(Step.Kind.KEEP, 21, 9));
        assertThat(planner.next(30, known)).isEqualTo(new Step(Step.Kind.READ, 30, 1));
    }

    @Test
    void next_lastByteUsed_isNotSkipped() {
        AllocationMap used = AllocationMap.builder(GRID.diskSize())
                .add(GRID.diskSize() - 1, 1)
                .build();
        assertThat(planner(used).next(0, all(ChunkState.ZERO)))
                .isEqualTo(new Step(Step.Kind.SKIP, 0, GRID.count() - 1));
    }

    @Test
    void next_littleChanged_keepsWhatIsKnownAndReadsTheRest() {
        AllocationMap changed = AllocationMap.builder(GRID.diskSize())
                .add(5L * CHUNK - 1, 2)
                .add(40L * CHUNK, 1)
                .build();
        StepPlanner planner = new StepPlanner(GRID, AllocationMap.full(GRID.diskSize()), changed, 0);
        KnownChunks known = new Knowledge(0)
                .run(ChunkState.ZERO, 2)
                .data(new byte[32], new byte[32], new byte[32], new byte[32], new byte[32], new byte[32])
                .run(ChunkState.UNKNOWN, 1)
                .run(ChunkState.ZERO, 100)
                .decode(GRID);
        assertThat(planner.next(0, known)).isEqualTo(new Step(Step.Kind.KEEP, 0, 2));
        assertThat(planner.next(2, known)).isEqualTo(new Step(Step.Kind.KEEP, 2, 2));
        assertThat(planner.next(4, known)).isEqualTo(new Step(Step.Kind.READ, 4, 1));
        assertThat(planner.next(5, known)).isEqualTo(new Step(Step.Kind.READ, 5, 1));
        assertThat(planner.next(6, known)).isEqualTo(new Step(Step.Kind.KEEP, 6, 2));
        assertThat(planner.next(8, known)).isEqualTo(new Step(Step.Kind.READ, 8, 1));
        assertThat(planner.next(9, known)).isEqualTo(new Step(Step.Kind.KEEP, 9, 31));
        assertThat(planner.next(40, known)).isEqualTo(new Step(Step.Kind.READ, 40, 1));
        assertThat(planner.next(41, known)).isEqualTo(new Step(Step.Kind.KEEP, 41, 68));
    }
}
