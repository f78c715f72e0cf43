package dev.smc.transfer.internal.sender;

import dev.smc.api.model.Bottleneck;
import dev.smc.spi.transport.TransferObserver;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/** What the streams of a disk wait for, told to the observer. Thread-safe. */
final class Waits {
    /** How much waiting for workers is put together, to be divided by what they did meanwhile. */
    private static final long PART_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private final TransferObserver observer;
    private final Load load;
    private final LongAdder network = new LongAdder();
    private final LongAdder reading = new LongAdder();
    private final LongAdder computing = new LongAdder();
    private long forWorkers;

    Waits(TransferObserver observer, Load load) {
        this.observer = observer;
        this.load = load;
    }

    /** A worker read the source. */
    void read(long nanos) {
        reading.add(nanos);
    }

    /** A worker did something else than reading. */
    void computed(long nanos) {
        computing.add(nanos);
        load.computed(nanos);
    }

    /** A stream waited for workers. */
    synchronized void forWorkers(long nanos) {
        forWorkers += nanos;
        if (forWorkers < PART_NANOS) {
            return;
        }
        long read = reading.sumThenReset();
        long work = read + computing.sumThenReset();
        long busy = Math.min(work, forWorkers);
        long source = work == 0 ? 0 : (long) ((double) busy * read / work);
        on(Bottleneck.SOURCE, source);
        on(Bottleneck.CPU, busy - source);
        on(Bottleneck.NETWORK, forWorkers - busy); // for answers, on which there is work again
        forWorkers = 0;
    }

    /** A stream waited for something else. */
    void on(Bottleneck what, long nanos) {
        if (what == Bottleneck.NETWORK) {
            network.add(nanos);
        }
        load.waited(what, nanos);
        observer.waited(what, nanos);
    }

    /** Returns for how long all streams together have waited for the network. */
    long network() {
        return network.sum();
    }
}
