package dev.smc.core.internal.boot;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.Consumer;

/** Reads frames from a file of captured ones while it is being written. Not thread-safe. */
final class Pcap {
    private static final int MICROSECONDS = 0xa1b2c3d4;
    private static final int HEADER = 24;
    private static final int RECORD = 16;
    private static final int LENGTH_AT = 8;

    private final int longest;
    private final Consumer<ByteBuffer> frames;
    private ByteOrder order = ByteOrder.LITTLE_ENDIAN;
    private boolean started;
    private boolean broken;

    /** Creates a reader of files whose frames have at most {@code longest} bytes. */
    Pcap(int longest, Consumer<ByteBuffer> frames) {
        this.longest = longest;
        this.frames = frames;
    }

    /**
     * Hands over the frames that are complete. Where the file makes no sense, it and all behind it is passed over.
     *
     * @param bytes the file from where the last call ended, up to any place
     * @return how many of them were used; the others must come again, with more behind them
     */
    int take(ByteBuffer bytes) {
        int start = bytes.position();
        if (!started && bytes.remaining() >= HEADER) {
            start(bytes);
        }
        while (started && !broken && bytes.remaining() >= RECORD) {
            int length = bytes.order(order).getInt(bytes.position() + LENGTH_AT);
            broken = length < 0 || length > longest;
            if (broken || bytes.remaining() - RECORD < length) {
                break;
            }
            frames.accept(bytes.slice(bytes.position() + RECORD, length));
            bytes.position(bytes.position() + RECORD + length);
        }
        if (broken) {
            bytes.position(bytes.limit());
        }
        return bytes.position() - start;
    }

    private void start(ByteBuffer bytes) {
        int magic = bytes.order(ByteOrder.LITTLE_ENDIAN).getInt(bytes.position());
        if (magic == Integer.reverseBytes(MICROSECONDS)) {
            order = ByteOrder.BIG_ENDIAN;
        } else {
            broken = magic != MICROSECONDS;
        }
        started = true;
        bytes.position(bytes.position() + HEADER);
    }
}
