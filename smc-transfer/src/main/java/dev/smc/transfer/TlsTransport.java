package dev.smc.transfer;

import dev.smc.spi.transport.ChannelSpec;
import dev.smc.spi.transport.Receiver;
import dev.smc.spi.transport.ReceiverSpec;
import dev.smc.spi.transport.ReplicationChannel;
import dev.smc.spi.transport.SessionIdentities;
import dev.smc.spi.transport.Transport;
import dev.smc.transfer.internal.receiver.TlsReceiver;
import dev.smc.transfer.internal.sender.TlsChannel;
import dev.smc.transfer.internal.tls.IdentityMint;
import java.time.InstantSource;

/**
 * The default transport: chunks compared by digest, compressed, over TLS 1.3 with both sides pinned, resumed from the receiver's
 * durable manifest. Thread-safe.
 */
public final class TlsTransport implements Transport {
    private final InstantSource clock = InstantSource.system();
    private final IdentityMint mint = new IdentityMint(clock);

    /** Creates a transport. */
    public TlsTransport() {}

    @Override
    public String id() {
        return "tls";
    }

    @Override
    public SessionIdentities mint(String jobId, long epoch) {
        return mint.mint(jobId, epoch);
    }

    @Override
    public Receiver receive(ReceiverSpec spec) {
        return TlsReceiver.start(spec, clock);
    }

    @Override
    public ReplicationChannel connect(ChannelSpec spec) {
        return TlsChannel.open(spec, clock);
    }
}
