package dev.smc.testkit;

import dev.smc.spi.transport.TransferObserver;
import java.util.concurrent.atomic.AtomicLong;

/** Adds up what an observer of a transfer is told. Thread-safe. */
public final class TransferTally implements TransferObserver {
    private final AtomicLong settled = new AtomicLong();
    private final AtomicLong sent = new AtomicLong();
    private final AtomicLong wire = new AtomicLong();

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

    /** Returns the bytes settled. */
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
}
