package dev.smc.transfer.internal.sender;

import dev.smc.transfer.internal.chunk.ChunkGrid;
import dev.smc.transfer.internal.chunk.RootDigest;

/**
 * How far a pass has come for good: everything before {@code chunk} is settled at the receiver. A pass over a new connection starts
 * here; the root digest at the end tells whether that was right.
 *
 * @param chunk the first chunk that is not settled
 * @param root the root digest up to there; to be copied, not fed
 * @param usedBytes bytes in use up to there
 */
record Checkpoint(long chunk, RootDigest root, long usedBytes) {
    static Checkpoint start(ChunkGrid grid) {
        return new Checkpoint(0, new RootDigest(grid), 0);
    }
}
