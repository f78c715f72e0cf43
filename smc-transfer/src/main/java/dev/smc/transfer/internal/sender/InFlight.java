package dev.smc.transfer.internal.sender;

import dev.smc.transfer.internal.wire.Limits;
import dev.smc.transfer.internal.wire.WireErrors;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.LongConsumer;

/**
 * What was sent and is not acknowledged, in order. Bounds it, and moves the checkpoint on as acknowledgements come. Thread-safe.
 */
final class InFlight {
    private final Queue<Entry> entries = new ArrayDeque<>();
    private final LongConsumer settled;
    private Checkpoint checkpoint;
    private long sentFrames;
    private long acknowledgedFrames;
    private long bytes;

    private record Entry(long lastFrame, long dataBytes, long pendingBytes, Checkpoint after) {}

    InFlight(Checkpoint start, LongConsumer settled) {
        this.checkpoint = start;
        this.settled = settled;
    }

    /** Returns whether data may be sent: not too much is unacknowledged. */
    synchronized boolean hasRoom(long dataBytes) {
        return bytes == 0 || bytes + dataBytes <= Limits.IN_FLIGHT_BYTES;
    }

    /** Notes what is about to be sent; nothing of it can be acknowledged before. */
    synchronized void add(int frames, long dataBytes, long pendingBytes, Checkpoint after) {
        sentFrames += frames;
        bytes += dataBytes;
        entries.add(new Entry(sentFrames, dataBytes, pendingBytes, after));
        settle();
    }

    /** Takes an acknowledgement of the first {@code frames} frames. */
    synchronized void acknowledge(long frames) {
        if (frames < acknowledgedFrames || frames > sentFrames) {
            throw WireErrors.violation(
                    frames + " frames were acknowledged after " + acknowledgedFrames + ", sent were " + sentFrames);
        }
        acknowledgedFrames = frames;
        settle();
    }

    private void settle() {
        while (!entries.isEmpty() && entries.element().lastFrame() <= acknowledgedFrames) {
            Entry entry = entries.remove();
            bytes -= entry.dataBytes();
            checkpoint = entry.after();
            if (entry.pendingBytes() > 0) {
                settled.accept(entry.pendingBytes());
            }
        }
    }

    /** Returns how many frames were sent. */
    synchronized long sentFrames() {
        return sentFrames;
    }

    /** Returns how far everything is settled. */
    synchronized Checkpoint checkpoint() {
        return checkpoint;
    }

    /** Starts another pass from the front; everything must be acknowledged. */
    synchronized void restart(Checkpoint start) {
        entries.clear();
        bytes = 0;
        checkpoint = start;
    }
}
