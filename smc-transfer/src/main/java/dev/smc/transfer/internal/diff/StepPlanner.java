package dev.smc.transfer.internal.diff;

import dev.smc.spi.disk.AllocationMap;
import dev.smc.transfer.internal.chunk.ChunkGrid;
import dev.smc.transfer.internal.chunk.ChunkState;

/**
 * Walks a disk: reads what is in use and may have changed, and passes over the rest, whatever its size, in steps as long as the
 * extents and runs are. Immutable.
 */
public final class StepPlanner {
    /** Most chunks of one ZERO frame. */
    public static final long MAX_ZERO_CHUNKS = 4096;

    private final ChunkGrid grid;
    private final AllocationMap used;
    private final AllocationMap changed;
    private final long segmentChunks;

    /** Creates a planner that reads at most {@code segmentBytes} in one step. */
    public StepPlanner(ChunkGrid grid, AllocationMap used, AllocationMap changed, int segmentBytes) {
        this.grid = grid;
        this.used = used;
        this.changed = changed;
        this.segmentChunks = segmentBytes / grid.chunkSize();
    }

    /** Returns what to do from {@code chunk} on, which {@code known} must cover. */
    public Step next(long chunk, KnownChunks known) {
        long usedChunk = nextIn(used, chunk);
        if (usedChunk > chunk) {
            long count = Math.min(known.runEnd(chunk), usedChunk) - chunk;
            return known.state(chunk) == ChunkState.ZERO
                    ? new Step(Step.Kind.SKIP, chunk, count)
                    : new Step(Step.Kind.ZERO, chunk, Math.min(count, MAX_ZERO_CHUNKS));
        }
        long segmentEnd = (chunk / segmentChunks + 1) * segmentChunks;
        long end = Math.min(Math.min(segmentEnd, known.end()), grid.count());
        if (isKept(chunk, known)) {
            long count = Math.min(known.runEnd(chunk), nextIn(changed, chunk)) - chunk;
            return new Step(Step.Kind.KEEP, chunk, count);
        }
        long kept = chunk + 1;
        while (kept < end && !isKept(kept, known)) {
            kept++;
        }
        return new Step(Step.Kind.READ, chunk, kept - chunk);
    }

    /** Returns the first chunk from {@code chunk} on that a map touches. */
    private long nextIn(AllocationMap map, long chunk) {
        long next = map.nextUsed(grid.offset(chunk));
        return next == grid.diskSize() ? grid.count() : grid.chunkOf(next);
    }

    private boolean isKept(long chunk, KnownChunks known) {
        return known.state(chunk) != ChunkState.UNKNOWN
                && !changed.intersects(grid.offset(chunk), grid.length(chunk, 1));
    }
}
