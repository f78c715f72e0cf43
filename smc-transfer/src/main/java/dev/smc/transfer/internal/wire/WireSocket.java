package dev.smc.transfer.internal.wire;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.function.LongConsumer;

/**
 * A TCP connection that counts what crosses it, TLS records included, and keeps to a bandwidth limit. Thread-safe as {@link Link}
 * says.
 */
public final class WireSocket implements Link, AutoCloseable {
    private final SocketChannel channel;
    private final TokenBucket limit;
    private final LongConsumer meter;
    private volatile long lastRead = System.nanoTime();

    /** Wraps a connected, blocking channel. The meter is told of bytes in both directions, from two threads. */
    public WireSocket(SocketChannel channel, TokenBucket limit, LongConsumer meter) {
        this.channel = channel;
        this.limit = limit;
        this.meter = meter;
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        int read = channel.read(target);
        if (read > 0) {
            lastRead = System.nanoTime();
            meter.accept(read);
        }
        return read;
    }

    @Override
    public void write(ByteBuffer source) throws IOException {
        int end = source.limit();
        while (source.position() < end) {
            int slice = limit.take(end - source.position());
            source.limit(source.position() + slice);
            while (source.hasRemaining()) {
                meter.accept(channel.write(source));
            }
            source.limit(end);
        }
    }

    /** Returns for how many nanoseconds nothing has come. */
    public long silentNanos() {
        return System.nanoTime() - lastRead;
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
