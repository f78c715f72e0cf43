package dev.smc.testkit;

import dev.smc.api.error.ErrorCode;
import dev.smc.api.error.TransportException;
import dev.smc.spi.transport.ChannelSpec;
import dev.smc.spi.transport.PeerIdentity;
import dev.smc.spi.transport.Receiver;
import dev.smc.spi.transport.ReceiverSpec;
import dev.smc.spi.transport.ReplicationChannel;
import dev.smc.spi.transport.SessionIdentities;
import dev.smc.spi.transport.Transport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** A transport for tests of clouds: its receivers listen, and show what they were given, but carry nothing. Thread-safe. */
public final class RecordingTransport implements Transport {
    private final Map<InetSocketAddress, ReceiverSpec> running = new ConcurrentHashMap<>();

    @Override
    public String id() {
        return "recording";
    }

    @Override
    public SessionIdentities mint(String jobId, long epoch) {
        return new SessionIdentities(
                identity("sender of " + jobId + " " + epoch), identity("receiver of " + jobId + " " + epoch));
    }

    private static PeerIdentity identity(String text) {
        return new PeerIdentity(text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public Receiver receive(ReceiverSpec spec) {
        try {
            ServerSocket socket = new ServerSocket();
            socket.bind(spec.bindAddress());
            InetSocketAddress address = (InetSocketAddress) socket.getLocalSocketAddress();
            running.put(address, spec);
            return new RecordingReceiver(address, socket);
        } catch (IOException e) {
            throw new TransportException(ErrorCode.CONNECTION_LOST, spec.bindAddress() + " cannot be bound", "", e);
        }
    }

    /** Returns what the receiver at an address was given, if it runs. */
    public Optional<ReceiverSpec> receiverAt(InetSocketAddress address) {
        return Optional.ofNullable(running.get(address));
    }

    /** Returns how many receivers run. */
    public int receivers() {
        return running.size();
    }

    @Override
    public ReplicationChannel connect(ChannelSpec spec) {
        throw new UnsupportedOperationException("carries nothing");
    }

    private final class RecordingReceiver implements Receiver {
        private final InetSocketAddress address;
        private final ServerSocket socket;

        RecordingReceiver(InetSocketAddress address, ServerSocket socket) {
            this.address = address;
            this.socket = socket;
        }

        @Override
        public InetSocketAddress address() {
            return address;
        }

        @Override
        public void close() {
            running.remove(address);
            try {
                socket.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
