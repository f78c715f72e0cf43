package dev.smc.transfer.internal.receiver;

import dev.smc.api.error.ErrorCode;
import dev.smc.api.error.MigrationException;
import dev.smc.api.error.SourceReadException;
import dev.smc.api.error.TransportException;
import dev.smc.api.model.Encryption;
import dev.smc.spi.transport.Receiver;
import dev.smc.spi.transport.ReceiverDisk;
import dev.smc.spi.transport.ReceiverSpec;
import dev.smc.transfer.internal.chunk.ChunkGrid;
import dev.smc.transfer.internal.chunk.Manifest;
import dev.smc.transfer.internal.tls.Identity;
import dev.smc.transfer.internal.tls.TlsContext;
import dev.smc.transfer.internal.tls.TlsLink;
import dev.smc.transfer.internal.wire.ErrorMessage;
import dev.smc.transfer.internal.wire.FrameChannel;
import dev.smc.transfer.internal.wire.FrameType;
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
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Listens, lets senders prove themselves, and gives each admitted connection to a {@link DiskSession}. */
public final class TlsReceiver implements Receiver {
    private static final Logger LOG = LoggerFactory.getLogger(TlsReceiver.class);
    private static final int MAX_CONNECTIONS = 256;
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final ReceiverSpec spec;
    private final Identity identity;
    private final @Nullable TlsContext tls;
    private final Heartbeat.Timing timing;
    private final Workshop workshop = new Workshop();
    private final Map<Integer, TargetDisk> disks = new HashMap<>();
    private final Map<WireSocket, Thread> connections = new HashMap<>();
    private final ServerSocketChannel server;
    private final InetSocketAddress address;
    private boolean closed;

    private TlsReceiver(ReceiverSpec spec, InstantSource clock, Heartbeat.Timing timing) throws IOException {
        this.spec = spec;
        this.identity = Identity.decode(spec.identity());
        this.tls = spec.encryption() == Encryption.OFF ? null : new TlsContext(identity, clock);
        this.timing = timing;
        this.server = ServerSocketChannel.open();
        boolean started = false;
        try {
            server.bind(spec.bindAddress(), MAX_CONNECTIONS);
            this.address = (InetSocketAddress) server.getLocalAddress();
            for (ReceiverDisk disk : spec.disks()) {
                TargetDisk twin = disks.put(disk.index(), TargetDisk.open(disk, spec.epoch()));
                if (twin != null) {
                    twin.close();
                    throw new IllegalArgumentException("two disks have the index " + disk.index());
                }
            }
            started = true;
        } finally {
            if (!started) {
                server.close();
                disks.values().forEach(TargetDisk::close);
                workshop.close();
            }
        }
    }

    /** Starts a receiver. */
    public static TlsReceiver start(ReceiverSpec spec, InstantSource clock) {
        return start(spec, clock, Heartbeat.Timing.DEFAULT);
    }

    static TlsReceiver start(ReceiverSpec spec, InstantSource clock, Heartbeat.Timing timing) {
        try {
            TlsReceiver receiver = new TlsReceiver(spec, clock, timing);
            receiver.spawn(receiver::accept, "smc-accept");
            return receiver;
        } catch (IOException e) {
            throw new TransportException(
                    ErrorCode.CONNECTION_LOST,
                    "cannot listen on " + spec.bindAddress() + ": " + e.getMessage(),
                    "choose a free port of this machine, or port 0",
                    e);
        }
    }

    @Override
    public InetSocketAddress address() {
        return address;
    }

    private Thread spawn(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private void accept() {
        while (server.isOpen()) {
            try {
                admit(server.accept());
            } catch (IOException | RuntimeException | OutOfMemoryError e) { // too many open files, or threads
                if (server.isOpen()) {
                    LOG.warn("cannot accept a connection: {}", e.toString());
                    LockSupport.parkNanos(PAUSE_NANOS);
                }
            }
        }
    }

    private synchronized void admit(SocketChannel channel) throws IOException {
        if (closed || connections.size() >= MAX_CONNECTIONS) {
            LOG.warn("refused {}: {} connections are open", channel.getRemoteAddress(), connections.size());
            channel.close();
            return;
        }
        WireSocket socket = new WireSocket(channel, TokenBucket.unlimited(), Meter.NONE);
        boolean started = false;
        try {
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            String peer = String.valueOf(channel.getRemoteAddress());
            Thread thread = new Thread(() -> serve(socket, peer), "smc-receive " + peer);
            thread.setDaemon(true);
            connections.put(socket, thread);
            thread.start();
            started = true;
        } finally {
            if (!started) {
                connections.remove(socket);
                socket.close();
            }
        }
    }

    private void serve(WireSocket socket, String peer) {
        try {
            converse(socket, peer);
        } catch (IOException e) {
            LOG.info("connection of {} failed: {}", peer, e.toString());
        } catch (MigrationException e) {
            LOG.warn("connection of {} refused: {}", peer, e.getMessage());
        } catch (RuntimeException e) {
            LOG.error("connection of {} failed", peer, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            socket.close();
            synchronized (this) {
                connections.remove(socket);
            }
        }
    }

    private void converse(WireSocket socket, String peer) throws IOException, InterruptedException {
        ScheduledFuture<?> deadline =
                workshop.timer().schedule(socket::close, timing.handshake().toNanos(), TimeUnit.NANOSECONDS);
        Link link = tls == null ? socket : TlsLink.open(socket, tls, false);
        FrameChannel frames = new FrameChannel(link);
        Hello hello;
        try {
            hello = Handshake.receive(frames, identity.secret(), this::check);
        } catch (MigrationException e) {
            refuse(frames, e);
            drain(socket);
            throw e;
        }
        deadline.cancel(false);
        if (hello.probe()) {
            return;
        }
        TargetDisk disk = disk(hello);
        DiskSession session = new DiskSession(disk, workshop, frames, socket, hello, identity);
        try {
            disk.attach(session);
        } catch (MigrationException e) {
            refuse(frames, e);
            throw e;
        }
        LOG.debug("disk {}: round {} from {}", hello.disk(), hello.round(), peer);
        try {
            serve(session, frames, socket);
        } finally {
            disk.detach(session);
        }
    }

    private void serve(DiskSession session, FrameChannel frames, WireSocket socket) throws InterruptedException {
        Heartbeat beat = new Heartbeat(frames, socket, timing, workshop.timer(), "smc-receiver-beat");
        try {
            session.run();
            if (session.failed()) {
                drain(socket);
            }
        } finally {
            beat.close();
        }
    }

    private Handshake.Admission check(Hello hello) {
        if (!hello.jobId().equals(spec.jobId())) {
            throw WireErrors.untrusted(
                    "the sender works for job " + hello.jobId() + ", the receiver for " + spec.jobId(), null);
        }
        if (hello.epoch() < spec.epoch()) {
            throw TargetDisk.stale(hello.epoch(), spec.epoch());
        }
        if (hello.epoch() > spec.epoch()) {
            throw TargetDisk.stale(spec.epoch(), hello.epoch());
        }
        if (hello.probe()) {
            return new Handshake.Admission(new ChunkGrid(0, ChunkGrid.DEFAULT_CHUNK_SIZE), false);
        }
        Manifest manifest = disk(hello).manifest();
        ChunkGrid grid = manifest.grid();
        if (hello.diskSize() != grid.diskSize()) {
            throw new SourceReadException(
                    ErrorCode.SOURCE_RESIZED,
                    "source disk " + hello.disk() + " has " + hello.diskSize() + " bytes, its target has "
                            + grid.diskSize(),
                    "give the source its former size back, or start a new job with a target of the new size");
        }
        return new Handshake.Admission(grid, manifest.mayBeForeign());
    }

    private TargetDisk disk(Hello hello) {
        TargetDisk disk = disks.get(hello.disk());
        if (disk == null) {
            throw WireErrors.violation("disk " + hello.disk() + " is not one of the receiver's: " + disks.keySet());
        }
        return disk;
    }

    private static void refuse(FrameChannel frames, MigrationException e) {
        try {
            frames.send(FrameType.ERROR, out -> ErrorMessage.encode(e, out));
        } catch (MigrationException broken) {
            e.addSuppressed(broken);
        }
    }

    /** Reads what still comes until the sender has closed: closing first could take the error message away from it. */
    private static void drain(WireSocket socket) {
        ByteBuffer scrap = ByteBuffer.allocate(16 << 10);
        try {
            while (socket.read(scrap.clear()) >= 0) {
                // nothing of it is of use
            }
        } catch (IOException e) {
            LOG.trace("drained", e);
        }
    }

    @Override
    public void close() {
        Map<WireSocket, Thread> open;
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            open = new HashMap<>(connections);
        }
        try {
            server.close();
        } catch (IOException e) {
            LOG.debug("closing the listener", e);
        }
        open.keySet().forEach(WireSocket::close);
        disks.values().forEach(TargetDisk::close); // before the threads are awaited: one may be reading back for hours
        Set<Thread> threads = new HashSet<>(open.values());
        boolean interrupted = false;
        for (Thread thread : threads) {
            while (thread.isAlive()) {
                try {
                    thread.join();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        }
        workshop.close();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
