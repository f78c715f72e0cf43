package dev.smc.transfer.internal.sender;

import dev.smc.transfer.internal.chunk.ChunkGrid;
import dev.smc.transfer.internal.tls.Identity;
import dev.smc.transfer.internal.tls.TlsContext;
import dev.smc.transfer.internal.tls.TlsLink;
import dev.smc.transfer.internal.wire.FrameChannel;
import dev.smc.transfer.internal.wire.Handshake;
import dev.smc.transfer.internal.wire.Heartbeat;
import dev.smc.transfer.internal.wire.Hello;
import dev.smc.transfer.internal.wire.Link;
import dev.smc.transfer.internal.wire.Meter;
import dev.smc.transfer.internal.wire.TokenBucket;
import dev.smc.transfer.internal.wire.WireErrors;
import dev.smc.transfer.internal.wire.WireSocket;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.UnknownHostException;
import java.nio.channels.SocketChannel;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Opens connections to a receiver, and breaks all of them at once. Thread-safe. */
final class Dialer {
    private final InetSocketAddress address;
    private final Identity identity;
    private final @Nullable TlsContext tls;
    private final TokenBucket limit;
    private final Heartbeat.Timing timing;
    private final Workshop workshop;
    private final Set<WireSocket> open = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    /** An admitted connection. */
    record Connection(
            FrameChannel frames, Handshake.Admission admission, WireSocket socket, Heartbeat beat, Dialer dialer)
            implements AutoCloseable {
        ChunkGrid grid() {
            return admission.grid();
        }

        @Override
        public void close() {
            beat.close();
            socket.close();
            dialer.open.remove(socket);
        }
    }

    Dialer(
            InetSocketAddress address,
            Identity identity,
            @Nullable TlsContext tls,
            TokenBucket limit,
            Heartbeat.Timing timing,
            Workshop workshop) {
        this.address = address;
        this.identity = identity;
        this.tls = tls;
        this.limit = limit;
        this.timing = timing;
        this.workshop = workshop;
    }

    /** Returns who the sender is. */
    Identity identity() {
        return identity;
    }

    /** Opens a connection and introduces the sender on it. */
    Connection dial(Hello hello, Meter meter) {
        WireSocket socket = null;
        boolean admitted = false;
        try {
            SocketChannel channel = SocketChannel.open();
            socket = new WireSocket(channel, limit, meter);
            open.add(socket);
            if (closed) {
                throw WireErrors.stopped();
            }
            Connection connection = introduce(channel, socket, hello);
            admitted = true;
            return connection;
        } catch (SSLException e) {
            throw WireErrors.corrupt("the TLS handshake with " + address + " failed: " + e.getMessage());
        } catch (IOException e) {
            throw WireErrors.lost("cannot connect to the receiver at " + address + ": " + e.getMessage(), e);
        } finally {
            if (socket != null && !admitted) {
                socket.close();
                open.remove(socket);
            }
        }
    }

    private Connection introduce(SocketChannel channel, WireSocket socket, Hello hello) throws IOException {
        ScheduledFuture<?> deadline =
                workshop.timer().schedule(socket::close, timing.handshake().toNanos(), TimeUnit.NANOSECONDS);
        try {
            connect(channel);
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            Link link = tls == null ? socket : TlsLink.open(socket, tls, true);
            FrameChannel frames = new FrameChannel(link);
            Handshake.Admission admission = Handshake.send(frames, identity.secret(), hello);
            Heartbeat beat = new Heartbeat(frames, socket, timing, workshop.timer(), "smc-sender-beat");
            return new Connection(frames, admission, socket, beat, this);
        } finally {
            deadline.cancel(false);
        }
    }

    private void connect(SocketChannel channel) throws IOException {
        if (address.isUnresolved()) {
            throw new UnknownHostException("its name is not known here");
        }
        try {
            channel.connect(address);
        } catch (IOException e) {
            if (String.valueOf(e.getMessage()).contains("refused")) {
                throw e; // the machine is there, the receiver is not
            }
            throw new UnreachableException("cannot reach the receiver at " + address + ": " + e, e);
        }
    }

    /** Breaks all connections; there will be no others. */
    void close() {
        closed = true;
        open.forEach(WireSocket::close);
    }
}
