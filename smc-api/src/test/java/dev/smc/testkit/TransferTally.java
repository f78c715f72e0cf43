package dev.smc.testkit;

import dev.smc.api.model.Bottleneck;
import dev.smc.spi.transport.TransferObserver;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** Adds up what an observer of a transfer is told. Thread-safe. */
public final class TransferTally implements TransferObserver {
    private final AtomicLong settled = new AtomicLong();
    private final AtomicLong sent = new AtomicLong();
    private final AtomicLong wire = new AtomicLong();
    private final Map<Bottleneck, Long> waited = new ConcurrentHashMap<>();

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
    public void waited(Bottleneck on, long nanos) {
        waited.merge(on, nanos, Long::sum);
    }

    /** Returns for how long something was waited for. */
    public long waited(Bottleneck on) {
        return waited.getOrDefault(on, 0L);
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
