package dev.smc.transfer.internal.sender;

import dev.smc.transfer.internal.diff.SegmentDiff;
import dev.smc.transfer.internal.wire.Buffers;

/**
 * A segment that was read and compared; its frames, if any, are in the pair's frames buffer, ready to be sent.
 *
 * @param pair the buffers
 * @param diff what became of its chunks
 * @param frameCount number of frames
 * @param dataBytes raw bytes in DATA frames
 * @param changedBytes raw bytes in all frames
 * @param settledBytes bytes in use that the receiver has already
 * @param pendingBytes bytes in use that are in the frames
 */
record Segment(
        Buffers.Pair pair,
        SegmentDiff diff,
        int frameCount,
        long dataBytes,
        long changedBytes,
        long settledBytes,
        long pendingBytes) {}
