package dev.smc.core.internal.fake;

import dev.smc.api.error.ErrorCode;
import dev.smc.api.error.TransportException;
import dev.smc.api.model.Bandwidth;
import dev.smc.api.model.DiskResult;
import dev.smc.spi.transport.ChannelSpec;
import dev.smc.spi.transport.DiskReplication;
import dev.smc.spi.transport.PeerIdentity;
import dev.smc.spi.transport.Receiver;
import dev.smc.spi.transport.ReceiverSpec;
import dev.smc.spi.transport.ReplicationChannel;
import dev.smc.spi.transport.SessionIdentities;
import dev.smc.spi.transport.TransferObserver;
import dev.smc.spi.transport.Transport;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;

/** Copies blocks into the disks of {@link FakeCloud}s in this process. A block that crossed counts as twice half of it on the wire. */
public final class FakeTransport implements Transport {
    public static final int BLOCK = 16 << 10;

    private final List<FakeCloud> clouds;
    /** Blocks of a disk that may pass; a disk without a gate passes. */
    public final Map<Integer, Semaphore> gates = new ConcurrentHashMap<>();

    public final Queue<Bandwidth> limits = new ConcurrentLinkedQueue<>();
    public final List<ChannelSpec> connected = new CopyOnWriteArrayList<>();
    /** The disks that were to be replicated, in the order of the calls. */
    public final List<DiskReplication> replications = new CopyOnWriteArrayList<>();

    public volatile Faults faults = new Faults();

    public FakeTransport(FakeCloud... clouds) {
        this.clouds = List.of(clouds);
    }

    @Override
    public String id() {
        return "fake";
    }

    @Override
    public SessionIdentities mint(String jobId, long epoch) {
        faults.at("mint");
        PeerIdentity shared = new PeerIdentity((jobId + "/" + epoch).getBytes(StandardCharsets.UTF_8));
        return new SessionIdentities(shared, shared);
    }

    @Override
    public Receiver receive(ReceiverSpec spec) {
        throw new UnsupportedOperationException();
    }

    @Override
    public ReplicationChannel connect(ChannelSpec spec) {
        faults.at("connect");
        connected.add(spec);
        for (FakeCloud cloud : clouds) {
            FakeCloud.Instance instance = cloud.instance(spec.address().getPort());
            if (instance != null) {
                if (!Arrays.equals(
                        instance.identity().encoded(), spec.identity().encoded())) {
                    throw new TransportException(ErrorCode.PEER_UNTRUSTED, "another identity", "");
                }
                return new Channel(cloud, instance);
            }
        }
        throw new TransportException(ErrorCode.CONNECTION_LOST, "nobody listens at " + spec.address(), "");
    }

    private final class Channel implements ReplicationChannel {
        private final FakeCloud cloud;
        private final FakeCloud.Instance instance;
        private volatile boolean closed;

        Channel(FakeCloud cloud, FakeCloud.Instance instance) {
            this.cloud = cloud;
            this.instance = instance;
        }

        @Override
        public DiskResult replicate(DiskReplication replication, TransferObserver observer) {
            replications.add(replication);
            faults.at("before replicate " + replication.index());
            byte[] target = cloud.disk(instance.diskIds().get(replication.index()));
            long sent = 0;
            long size = replication.source().size();
            for (int at = 0; at < size; at += BLOCK) {
                pass(replication.index());
                int length = (int) Math.min(BLOCK, size - at);
                ByteBuffer block = ByteBuffer.allocate(length);
                replication.source().read(at, block);
                if (!Arrays.equals(block.array(), 0, length, target, at, at + length)) {
                    faults.at("block of " + replication.index());
                    System.arraycopy(block.array(), 0, target, at, length);
                    sent += length;
                    observer.sent(length);
                    observer.wire(length / 2);
                }
                observer.settled(length);
            }
            faults.at("after replicate " + replication.index());
            long total = sent;
            return DiskResult.of(r -> r.index(replication.index())
                    .sizeBytes(size)
                    .usedBytes(replication.used().usedBytes())
                    .changedBytes(total)
                    .transferredBytes(total)
                    .wireBytes(total / 2)
                    .digest(digest(target))
                    .verified(false));
        }

        private void pass(int disk) {
            Semaphore gate = gates.get(disk);
            try {
                while (gate != null && !closed && !gate.tryAcquire(5, java.util.concurrent.TimeUnit.MILLISECONDS)) {
                    Thread.onSpinWait();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                closed = true;
            }
            if (closed) {
                throw new TransportException(ErrorCode.STOPPED, "the channel is closed", "");
            }
        }

        @Override
        public void limit(Bandwidth bandwidth) {
            limits.add(bandwidth);
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    static String digest(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
