package dev.smc.transfer.internal.sender;

import dev.smc.transfer.internal.wire.Limits;
import dev.smc.transfer.internal.wire.WireErrors;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * What was sent and is not acknowledged, in order. Bounds it, and notes what is settled as acknowledgements come. Thread-safe.
 */
final class InFlight {
    private final Queue<Entry> entries = new ArrayDeque<>();
    private long sentFrames;
    private long acknowledgedFrames;
    private long bytes;

    private record Entry(long lastFrame, long dataBytes, Span span, long pendingBytes, long endChunk) {}

    /** Returns whether data may be sent: not too much is unacknowledged. */
    synchronized boolean hasRoom(long dataBytes) {
        return bytes == 0 || bytes + dataBytes <= Limits.IN_FLIGHT_BYTES;
    }

    /** Notes what is about to be sent of a span, up to a chunk; nothing of it can be acknowledged before. */
    synchronized void add(int frames, long dataBytes, Span span, long pendingBytes, long endChunk) {
        sentFrames += frames;
        bytes += dataBytes;
        entries.add(new Entry(sentFrames, dataBytes, span, pendingBytes, endChunk));
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
            entry.span().settled(entry.endChunk(), entry.pendingBytes());
        }
    }

    /** Returns how many frames were sent. */
    synchronized long sentFrames() {
        return sentFrames;
    }
}
