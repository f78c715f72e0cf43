package dev.smc.testkit;

import dev.smc.spi.transport.TransferObserver;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Adds up what an observer of a transfer is told. Thread-safe. */
public final class TransferTally implements TransferObserver {
    private final AtomicLong settled = new AtomicLong();
    private final AtomicLong sent = new AtomicLong();
    private final AtomicLong wire = new AtomicLong();
    private final AtomicInteger restarts = new AtomicInteger();

    @Override
    public void settled(long bytes) {
        settled.addAndGet(bytes);
    }

    @Override
    public void sent(long bytes) {
        sent.addAndGet(bytes);
    }

    @Override
    public void wire(long bytes) {
        wire.addAndGet(bytes);
    }

    @Override
    public void restarted() {
        restarts.incrementAndGet();
        settled.set(0);
    }

    /** Returns the bytes settled since the last restart. */
    public long settled() {
        return settled.get();
    }

    /** Returns the bytes of data sent. */
    public long sent() {
        return sent.get();
    }

    /** Returns the bytes on the wire. */
    public long wire() {
        return wire.get();
    }

    /** Returns how often the connection was opened again. */
    public int restarts() {
        return restarts.get();
    }
}
