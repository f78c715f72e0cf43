package dev.smc.benchmarks;

import dev.smc.spi.transport.SessionIdentities;
import dev.smc.transfer.internal.chunk.ChunkGrid;
import dev.smc.transfer.internal.compress.Codec;
import dev.smc.transfer.internal.tls.Identity;
import dev.smc.transfer.internal.tls.IdentityMint;
import dev.smc.transfer.internal.tls.TlsContext;
import dev.smc.transfer.internal.tls.TlsLink;
import dev.smc.transfer.internal.wire.Buffers;
import dev.smc.transfer.internal.wire.DataHeader;
import dev.smc.transfer.internal.wire.Frames;
import dev.smc.transfer.internal.wire.Link;
import dev.smc.transfer.internal.wire.TokenBucket;
import dev.smc.transfer.internal.wire.WireSocket;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.InstantSource;
import java.util.BitSet;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/** Bringing chunks of 1 MiB onto the wire and off it: operations a second are MiB a second. */
public class WireBenchmark extends OneThread {
    private static final ChunkGrid GRID = new ChunkGrid(1L << 40, ChunkGrid.MAX_CHUNK_SIZE);

    private final ByteBuffer data = RealData.chunk();
    private final Buffers buffers = new Buffers();
    private final DataHeader header = header();

    private Buffers.Pair pair = take(buffers);
    private Link plain = new NoLink();
    private Link encrypted = new NoLink();

    private static DataHeader header() {
        BitSet all = new BitSet();
        all.set(0, ChunkGrid.MAX_GRAINS);
        return new DataHeader(7, Codec.STORED, ChunkGrid.MAX_CHUNK_SIZE, true, 0, new byte[32], all, new BitSet());
    }

    private static Buffers.Pair take(Buffers buffers) {
        try {
            return buffers.take();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Connects two links, each with a thread that reads the other end of it. */
    @Setup
    public void connect() throws IOException {
        SessionIdentities identities = new IdentityMint(InstantSource.system()).mint("j-benchmark", 1);
        TlsContext sender = context(Identity.decode(identities.sender()));
        TlsContext receiver = context(Identity.decode(identities.receiver()));
        plain = connect(socket -> socket, socket -> socket);
        encrypted =
                connect(socket -> TlsLink.open(socket, sender, true), socket -> TlsLink.open(socket, receiver, false));
    }

    private static TlsContext context(Identity identity) {
        return new TlsContext(identity, InstantSource.system());
    }

    private interface Opener {
        Link open(WireSocket socket) throws IOException;
    }

    private static Link connect(Opener near, Opener far) throws IOException {
        try (ServerSocketChannel server = ServerSocketChannel.open()) {
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            SocketChannel client = SocketChannel.open(server.getLocalAddress());
            WireSocket accepted = socket(server.accept());
            Thread reader = new Thread(() -> drain(accepted, far), "reader");
            reader.setDaemon(true);
            reader.start();
            return near.open(socket(client));
        }
    }

    private static WireSocket socket(SocketChannel channel) {
        return new WireSocket(channel, TokenBucket.unlimited(), bytes -> {});
    }

    private static void drain(WireSocket socket, Opener far) {
        try {
            Link link = far.open(socket);
            ByteBuffer into = RealData.emptyChunk();
            while (link.read(into.clear()) >= 0) {
                // it is only to come
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Gives the buffers back. */
    @TearDown
    public void close() {
        buffers.release(pair);
    }

    /** Making the frame of a chunk, and reading it. */
    @Benchmark
    public DataHeader frame() {
        ByteBuffer frame = pair.behind(header);
        return DataHeader.get(frame.slice(frame.position() + Frames.HEADER, DataHeader.LENGTH), GRID);
    }

    /** Both ends of a connection on loopback. */
    @Benchmark
    public void plain() throws IOException {
        plain.write(data.rewind());
    }

    /** Both ends of a connection on loopback with TLS 1.3. */
    @Benchmark
    public void tls() throws IOException {
        encrypted.write(data.rewind());
    }

    /** Stands for a link until there is one. */
    private static final class NoLink implements Link {
        @Override
        public int read(ByteBuffer target) {
            throw new IllegalStateException("not connected");
        }

        @Override
        public void write(ByteBuffer source) {
            throw new IllegalStateException("not connected");
        }
    }
}
