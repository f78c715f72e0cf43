package dev.smc.transfer.internal.sender;

import dev.smc.api.model.Bottleneck;
import java.util.concurrent.atomic.LongAdder;

/** How busy the workers of a channel are, and what all its streams wait for. Thread-safe. */
final class Load {
    private final LongAdder computed = new LongAdder();
    private final LongAdder forCpu = new LongAdder();
    private final LongAdder forNetwork = new LongAdder();
    private final LongAdder forOthers = new LongAdder();

    /**
     * Sums since the channel was opened, in nanoseconds.
     *
     * @param computed by workers, without reading
     * @param forCpu waited for them
     * @param forNetwork waited for the network or the bandwidth limit
     * @param forOthers waited for the source or the target
     */
    record Sums(long computed, long forCpu, long forNetwork, long forOthers) {
        Sums since(Sums before) {
            return new Sums(
                    computed - before.computed,
                    forCpu - before.forCpu,
                    forNetwork - before.forNetwork,
                    forOthers - before.forOthers);
        }
    }

    void computed(long nanos) {
        computed.add(nanos);
    }

    void waited(Bottleneck on, long nanos) {
        switch (on) {
            case CPU -> forCpu.add(nanos);
            case NETWORK, BANDWIDTH_LIMIT -> forNetwork.add(nanos);
            case SOURCE, TARGET -> forOthers.add(nanos);
        }
    }

    Sums sums() {
        return new Sums(computed.sum(), forCpu.sum(), forNetwork.sum(), forOthers.sum());
    }
}
