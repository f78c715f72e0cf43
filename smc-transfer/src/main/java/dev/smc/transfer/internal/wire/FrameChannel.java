package dev.smc.transfer.internal.wire;

import dev.smc.api.error.TransportException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import java.util.zip.CRC32C;
import javax.net.ssl.SSLException;

/**
 * Frames over a link. Any thread sends; one thread receives: {@link #next}, then {@link #payload}, then {@link #bulk} where
 * more follows. Fails with {@code CONNECTION_LOST}, {@code FRAME_CORRUPT} or {@code PROTOCOL_VIOLATION}.
 */
public final class FrameChannel {
    private static final int SMALL = 16 << 10;

    private final Link link;
    private final Object sendLock = new Object();
    private final ByteBuffer head = ByteBuffer.allocateDirect(Frames.HEADER);
    private final ByteBuffer tail = ByteBuffer.allocateDirect(Frames.TRAILER);
    private final ByteBuffer smallOut = ByteBuffer.allocateDirect(SMALL);
    private ByteBuffer small = ByteBuffer.allocate(SMALL);
    private volatile long lastSent = System.nanoTime();

    /** Sends and receives over a link. */
    public FrameChannel(Link link) {
        this.link = link;
    }

    /** Sends whole frames, from the buffer's position to its limit. */
    public void send(ByteBuffer frames) {
        synchronized (sendLock) {
            try {
                link.write(frames);
                lastSent = System.nanoTime();
            } catch (IOException e) {
                throw broken("writing", e);
            }
        }
    }

    /** Sends a small frame. */
    public void send(FrameType type, Consumer<ByteBuffer> payload) {
        synchronized (sendLock) {
            int start = Frames.open(smallOut.clear(), type);
            payload.accept(smallOut);
            Frames.seal(smallOut, start);
            send(smallOut.flip());
        }
    }

    /** Returns for how many nanoseconds nothing was sent. */
    public long idleNanos() {
        return System.nanoTime() - lastSent;
    }

    /** Waits for the next frame and returns its type; its payload must be taken next. Passes over KEEPALIVE frames. */
    public FrameType next() {
        while (true) {
            read(head.clear());
            FrameType type = Frames.check(head);
            if (type != FrameType.KEEPALIVE) {
                return type;
            }
            payload();
        }
    }

    /** Waits for the next frame, which must be of this type, or an error, which is thrown. Returns its payload. */
    public ByteBuffer expect(FrameType type) {
        FrameType found = next();
        if (found == FrameType.ERROR) {
            throw ErrorMessage.decode(payload());
        }
        if (found != type) { // before memory is given to a payload that a stranger may have sent
            throw WireErrors.violation("a " + found + " frame came where " + type + " was due");
        }
        return payload();
    }

    /** Returns the payload of the frame; valid until the next call of {@link #next}. */
    public ByteBuffer payload() {
        int length = Frames.length(head);
        if (small.capacity() < length) {
            small = ByteBuffer.allocate(length);
        }
        return payloadInto(small);
    }

    /** Fills a buffer, from its position to its limit, with what follows the frame whose payload was just read. */
    public void bulk(ByteBuffer buffer) {
        read(buffer);
    }

    private ByteBuffer payloadInto(ByteBuffer buffer) {
        read(buffer.clear().limit(Frames.length(head)));
        read(tail.clear());
        CRC32C crc = new CRC32C();
        crc.update(head.rewind());
        crc.update(buffer.rewind());
        if ((int) crc.getValue() != tail.getInt(0)) {
            throw WireErrors.corrupt("a frame has a wrong checksum");
        }
        return buffer.rewind();
    }

    private void read(ByteBuffer target) {
        try {
            while (target.hasRemaining()) {
                if (link.read(target) < 0) {
                    throw WireErrors.lost("the other side closed the connection", null);
                }
            }
        } catch (IOException e) {
            throw broken("reading", e);
        }
    }

    private static TransportException broken(String doing, IOException e) {
        if (e instanceof SSLException) {
            return WireErrors.corrupt("the encrypted stream is damaged: " + e.getMessage());
        }
        return WireErrors.lost("the connection broke while " + doing + ": " + e, e);
    }
}
