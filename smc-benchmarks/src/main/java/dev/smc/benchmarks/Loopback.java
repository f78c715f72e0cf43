package dev.smc.benchmarks;

import dev.smc.api.model.TransferOptions;
import dev.smc.spi.transport.ChannelSpec;
import dev.smc.spi.transport.Receiver;
import dev.smc.spi.transport.ReceiverDisk;
import dev.smc.spi.transport.ReceiverSpec;
import dev.smc.spi.transport.ReplicationChannel;
import dev.smc.spi.transport.SessionIdentities;
import dev.smc.transfer.TlsTransport;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;

/** Both ends of the default transport in this process, with a connection over the loopback interface. */
final class Loopback implements AutoCloseable {
    private static final String JOB = "j-benchmark";

    private final Receiver receiver;
    private final ReplicationChannel channel;

    Loopback(TransferOptions options, List<ReceiverDisk> disks) {
        TlsTransport transport = new TlsTransport();
        SessionIdentities identities = transport.mint(JOB, 1);
        receiver = transport.receive(ReceiverSpec.of(r -> r.jobId(JOB)
                .epoch(1)
                .identity(identities.receiver())
                .encryption(options.encryption())
                .bindAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .disks(disks)));
        channel = transport.connect(ChannelSpec.of(c -> c.jobId(JOB)
                .epoch(1)
                .identity(identities.sender())
                .address(receiver.address())
                .options(options)));
    }

    ReplicationChannel channel() {
        return channel;
    }

    @Override
    public void close() {
        channel.close();
        receiver.close();
    }
}
