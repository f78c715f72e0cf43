package dev.smc.transfer.internal.wire;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/**
 * A TCP connection that counts what crosses it, TLS records included, and keeps to a bandwidth limit. Thread-safe as {@link Link}
 * says.
 */
public final class WireSocket implements Link, AutoCloseable {
    private final SocketChannel channel;
    private final TokenBucket limit;
    private final Meter meter;
    private volatile @Nullable String reason;
    private volatile long listeningSince;
    private volatile boolean listening;

    /** Wraps a connected, blocking channel. The meter is told of bytes in both directions, from two threads. */
    public WireSocket(SocketChannel channel, TokenBucket limit, Meter meter) {
        this.channel = channel;
        this.limit = limit;
        this.meter = meter;
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        int read;
        listeningSince = System.nanoTime();
        listening = true;
        try {
            read = channel.read(target);
        } catch (ClosedChannelException e) {
            throw explained(e);
        } finally {
            listening = false;
        }
        if (read > 0) {
            meter.crossed(read);
        }
        return read;
    }

    @Override
    public void write(ByteBuffer source) throws IOException {
        int end = source.limit();
        while (source.position() < end) {
            long start = System.nanoTime();
            int slice = limit.take(end - source.position());
            long allowed = System.nanoTime();
            source.limit(source.position() + slice);
            while (source.hasRemaining()) {
                meter.crossed(writeSome(source));
            }
            meter.limited(allowed - start);
            meter.blocked(System.nanoTime() - allowed);
            source.limit(end);
        }
    }

    private int writeSome(ByteBuffer source) throws IOException {
        try {
            return channel.write(source);
        } catch (ClosedChannelException e) {
            throw explained(e);
        }
    }

    private IOException explained(ClosedChannelException e) {
        String why = reason;
        return why == null ? e : new IOException(why, e);
    }

    /** Breaks the connection; calls in progress fail for this reason. Never blocks. */
    void close(String why) {
        reason = why;
        close();
    }

    /** Returns for how many nanoseconds nothing has come, although somebody waits for it: 0 while nobody does. */
    public long silentNanos() {
        long since = listeningSince; // before the flag: it is set first
        return listening ? System.nanoTime() - since : 0;
    }

    /** Breaks the connection: calls in progress fail. Never blocks. */
    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            // the connection is broken either way
        }
    }
}
