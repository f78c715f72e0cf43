package dev.smc.transfer.internal.diff;

import dev.smc.spi.disk.AllocationMap;
import dev.smc.transfer.internal.chunk.ChunkGrid;
import dev.smc.transfer.internal.chunk.ChunkState;
import dev.smc.transfer.internal.chunk.ManifestWindow;

/**
 * Walks a disk: reads what is in use and may have changed, chunk by chunk, and passes over the rest, whatever its size, in steps as
 * long as the extents and runs are. Immutable.
 */
public final class StepPlanner {
    /** Most chunks of one ZERO frame. */
    public static final long MAX_ZERO_CHUNKS = ManifestWindow.LIMIT / 4;

    private final ChunkGrid grid;
    private final AllocationMap used;
    private final AllocationMap changed;
    private final long settled;

    /**
     * Creates a planner.
     *
     * @param used what is in use
     * @param changed what may differ from what the receiver knows
     * @param settled the chunk before which the receiver is right all the same, since it was sent just now
     */
    public StepPlanner(ChunkGrid grid, AllocationMap used, AllocationMap changed, long settled) {
        this.grid = grid;
        this.used = used;
        this.changed = changed;
        this.settled = settled;
    }

    /** Returns what to do from {@code chunk} on, which {@code known} must cover. */
    public Step next(long chunk, KnownChunks known) {
        long usedChunk = nextIn(used, chunk);
        long runEnd = known.runEnd(chunk);
        ChunkState state = known.state(chunk);
        if (usedChunk > chunk) {
            long count = Math.min(runEnd, usedChunk) - chunk;
            return state == ChunkState.ZERO
                    ? new Step(Step.Kind.SKIP, chunk, count)
                    : new Step(Step.Kind.ZERO, chunk, Math.min(count, MAX_ZERO_CHUNKS));
        }
        long readChunk = state == ChunkState.UNKNOWN ? chunk : Math.max(settled, nextIn(changed, chunk));
        return readChunk > chunk
                ? new Step(Step.Kind.KEEP, chunk, Math.min(runEnd, readChunk) - chunk)
                : new Step(Step.Kind.READ, chunk, 1);
    }

    /** Returns the first chunk from {@code chunk} on that a map touches. */
    private long nextIn(AllocationMap map, long chunk) {
        long next = map.nextUsed(grid.offset(chunk));
        return next == grid.diskSize() ? grid.count() : grid.chunkOf(next);
    }
}
