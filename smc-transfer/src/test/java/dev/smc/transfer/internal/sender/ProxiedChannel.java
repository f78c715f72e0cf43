package dev.smc.transfer.internal.sender;

import dev.smc.api.model.DiskResult;
import dev.smc.api.model.TransferOptions;
import dev.smc.spi.disk.AllocationMap;
import dev.smc.spi.transport.ChannelSpec;
import dev.smc.spi.transport.DiskReplication;
import dev.smc.spi.transport.Receiver;
import dev.smc.spi.transport.ReceiverDisk;
import dev.smc.spi.transport.ReceiverSpec;
import dev.smc.spi.transport.SessionIdentities;
import dev.smc.spi.transport.TransferObserver;
import dev.smc.testkit.FaultProxy;
import dev.smc.testkit.FaultProxy.Fault;
import dev.smc.testkit.MemoryTarget;
import dev.smc.transfer.TlsTransport;
import dev.smc.transfer.internal.wire.Heartbeat;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/** A channel of little patience through a {@link FaultProxy}. The first connection is the channel's probe. */
final class ProxiedChannel {
    private static final Heartbeat.Timing IMPATIENT =
            new Heartbeat.Timing(Duration.ofMillis(100), Duration.ofMillis(1500), Duration.ofSeconds(5));

    private final Path state;
    private final RetryPolicy retry;
    private final long bytesPerSecond;
    private int connections;

    ProxiedChannel(Path state, RetryPolicy retry, long bytesPerSecond) {
        this.state = state;
        this.retry = retry;
        this.bytesPerSecond = bytesPerSecond;
    }

    /** Replicates all of a source, each connection with the next fault. */
    DiskResult replicate(
            byte[] source, MemoryTarget target, TransferOptions options, List<Fault> faults, TransferObserver observer)
            throws Exception {
        return replicate(source, AllocationMap.full(source.length), target, options, faults, observer);
    }

    /** Replicates what may have changed of a source, each connection with the next fault. */
    DiskResult replicate(
            byte[] source,
            AllocationMap changed,
            MemoryTarget target,
            TransferOptions options,
            List<Fault> faults,
            TransferObserver observer)
            throws Exception {
        TlsTransport transport = new TlsTransport();
        SessionIdentities identities = transport.mint("job", 1);
        try (Receiver receiver = transport.receive(ReceiverSpec.of(r -> r.jobId("job")
                        .epoch(1)
                        .identity(identities.receiver())
                        .encryption(options.encryption())
                        .bindAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                        .addDisks(ReceiverDisk.of(d -> d.index(0).target(target).stateDirectory(state)))));
                FaultProxy proxy = new FaultProxy(receiver.address(), faults, bytesPerSecond);
                TlsChannel channel = TlsChannel.open(
                        ChannelSpec.of(c -> c.jobId("job")
                                .epoch(1)
                                .identity(identities.sender())
                                .address(proxy.address())
                                .options(options)),
                        InstantSource.system(),
                        IMPATIENT,
                        retry)) {
            try {
                return channel.replicate(
                        DiskReplication.of(d -> d.index(0)
                                .round(1)
                                .source(new MemoryTarget(source))
                                .used(AllocationMap.full(source.length))
                                .changed(changed)),
                        observer);
            } finally {
                connections = proxy.accepted();
            }
        }
    }

    /** Returns how many connections the last replication took. */
    int connections() {
        return connections;
    }
}
