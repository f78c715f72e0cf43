package dev.smc.core.internal.image.nbd;

import dev.smc.api.error.ErrorCode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Opens connections to the server of an address, up to the transmission phase. Thread-safe. */
final class Connector {
    private final NbdAddress address;
    private final @Nullable TlsSettings tls;
    private final Duration timeout;

    private Connector(NbdAddress address, @Nullable TlsSettings tls, Duration timeout) {
        this.address = address;
        this.tls = tls;
        this.timeout = timeout;
    }

    /** Prepares connections; reads the certificates that the address names. */
    static Connector to(NbdAddress address, Duration timeout) throws NbdException {
        return new Connector(address, address.tls() ? TlsSettings.read(address) : null, timeout);
    }

    /**
     * Connects and negotiates.
     *
     * @param opened is given each socket before anything is done with it that may take long; closing it ends this call
     */
    Handshake.Session connect(Consumer<Wire> opened) throws IOException {
        Optional<Path> socket = address.socket();
        Wire wire = socket.isPresent() ? connectUnix(socket.get(), opened) : connectTcp(opened);
        return new Handshake(wire, address.export(), address.bitmapContext(), tls).negotiate();
    }

    private Wire connectUnix(Path socket, Consumer<Wire> opened) throws IOException {
        SocketAddress at;
        try {
            at = UnixDomainSocketAddress.of(socket);
        } catch (IllegalArgumentException | UnsupportedOperationException e) {
            throw new NbdException(
                    ErrorCode.DISK_UNSUPPORTED,
                    "Unix domain sockets cannot be used for " + socket + ": " + e.getMessage(),
                    "use a short path, on an operating system that has them",
                    e);
        }
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        Wire wire = new SocketWire(channel);
        opened.accept(wire);
        channel.connect(at);
        return wire;
    }

    private Wire connectTcp(Consumer<Wire> opened) throws IOException {
        List<IOException> failures = new ArrayList<>();
        for (InetAddress host : InetAddress.getAllByName(address.host())) {
            SocketChannel channel = SocketChannel.open();
            Wire wire = new SocketWire(channel);
            opened.accept(wire);
            try {
                channel.socket()
                        .connect(new InetSocketAddress(host, address.port()), Math.toIntExact(timeout.toMillis()));
                channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
                channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
                return wire;
            } catch (IOException e) {
                wire.close();
                failures.add(e);
            }
        }
        IOException first = failures.get(0);
        failures.subList(1, failures.size()).forEach(first::addSuppressed);
        throw first;
    }
}
