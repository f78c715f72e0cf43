package dev.smc.transfer.internal.sender;

import dev.smc.api.model.Bottleneck;
import dev.smc.spi.disk.AllocationMap;
import dev.smc.spi.transport.ChannelSpec;
import dev.smc.spi.transport.DiskReplication;
import dev.smc.spi.transport.TransferObserver;
import dev.smc.transfer.internal.wire.Handshake;
import dev.smc.transfer.internal.wire.Hello;
import dev.smc.transfer.internal.wire.Meter;

/**
 * What all streams of one call have in common.
 *
 * @param spec of the channel
 * @param disk what to replicate
 * @param changed what may differ from what the receiver knows
 * @param first the first stream, of which the others differ by their number
 * @param observer is told how it goes
 * @param counters what was done so far
 * @param waits what the streams wait for
 * @param tools what the channel shares
 */
record Errand(
        ChannelSpec spec,
        DiskReplication disk,
        AllocationMap changed,
        Hello.Stream first,
        TransferObserver observer,
        Counters counters,
        Waits waits,
        ChannelTools tools)
        implements Meter {

    /** Returns how many streams there may be. */
    int streams() {
        return first.count();
    }

    /** Returns how a stream introduces itself. */
    Hello hello(int stream) {
        return Hello.of(
                spec.options().verifyChecksums(),
                spec.epoch(),
                disk.index(),
                disk.round(),
                disk.source().size(),
                new Hello.Stream(stream, first.count(), first.callHigh(), first.callLow()),
                Handshake.nonce(),
                spec.jobId());
    }

    @Override
    public void crossed(long bytes) {
        counters.wire.addAndGet(bytes);
        observer.wire(bytes);
    }

    @Override
    public void blocked(long nanos) {
        waits.on(Bottleneck.NETWORK, nanos);
    }

    @Override
    public void limited(long nanos) {
        waits.on(Bottleneck.BANDWIDTH_LIMIT, nanos);
    }
}
