package dev.smc.transfer.internal.receiver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.smc.api.error.MigrationException;
import dev.smc.api.model.DiskResult;
import dev.smc.api.model.TransferOptions;
import dev.smc.spi.disk.AllocationMap;
import dev.smc.spi.transport.ChannelSpec;
import dev.smc.spi.transport.DiskReplication;
import dev.smc.spi.transport.ReceiverDisk;
import dev.smc.spi.transport.ReceiverSpec;
import dev.smc.spi.transport.ReplicationChannel;
import dev.smc.spi.transport.SessionIdentities;
import dev.smc.spi.transport.TransferObserver;
import dev.smc.testkit.FaultProxy;
import dev.smc.testkit.MemoryTarget;
import dev.smc.transfer.TlsTransport;
import dev.smc.transfer.internal.chunk.ChunkGrid;
import dev.smc.transfer.internal.chunk.ManifestStore;
import dev.smc.transfer.internal.wire.Heartbeat;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A target that takes longer to be read back than silence may last. */
class ReadBackTest {
    private static final int CHUNK = 16_384;
    private static final int CHUNKS = 600;
    private static final Heartbeat.Timing SHORT =
            new Heartbeat.Timing(Duration.ofMillis(200), Duration.ofMillis(800), Duration.ofSeconds(10));

    @TempDir
    private Path temp;

    private final byte[] source = new byte[CHUNKS * CHUNK];
    private final SlowTarget target = new SlowTarget(source.length);
    private final TlsTransport transport = new TlsTransport();

    /** Tells of its reads, each of which takes a while. */
    private static final class SlowTarget extends MemoryTarget {
        private final AtomicInteger reads = new AtomicInteger();
        private final CountDownLatch some = new CountDownLatch(20);
        private volatile long millis;

        SlowTarget(int size) {
            super(size);
        }

        @Override
        public void read(long offset, ByteBuffer buffer) {
            reads.incrementAndGet();
            some.countDown();
            try {
                TimeUnit.MILLISECONDS.sleep(millis);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            super.read(offset, buffer);
        }
    }

    @BeforeEach
    void copy() throws Exception {
        new SplittableRandom(3).nextBytes(source);
        ManifestStore.open(temp, new ChunkGrid(source.length, CHUNK), true, 1).close();
        try (Round round = new Round(1, false)) {
            round.replicate();
        }
    }

    /** One round, of an epoch of its own, through a proxy that counts connections. */
    private final class Round implements AutoCloseable {
        private final TlsReceiver receiver;
        private final FaultProxy proxy;
        private final ReplicationChannel channel;

        Round(long epoch, boolean verify) throws Exception {
            SessionIdentities identities = transport.mint("job", epoch);
            receiver = TlsReceiver.start(
                    ReceiverSpec.of(r -> r.jobId("job")
                            .epoch(epoch)
                            .identity(identities.receiver())
                            .bindAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                            .addDisks(ReceiverDisk.of(
                                    d -> d.index(0).target(target).stateDirectory(temp)))),
                    InstantSource.system(),
                    SHORT);
            proxy = new FaultProxy(receiver.address(), List.of());
            channel = transport.connect(ChannelSpec.of(c -> c.jobId("job")
                    .epoch(epoch)
                    .identity(identities.sender())
                    .address(proxy.address())
                    .options(TransferOptions.of(o -> o.streams(1).verifyChecksums(verify)))));
        }

        DiskResult replicate() {
            return channel.replicate(
                    DiskReplication.of(d -> d.index(0)
                            .round(1)
                            .source(new MemoryTarget(source))
                            .used(AllocationMap.full(source.length))),
                    TransferObserver.NONE);
        }

        @Override
        public void close() throws IOException {
            channel.close();
            proxy.close();
            receiver.close();
        }
    }

    @Test
    void longReadBack_isNoSilence() throws Exception {
        target.millis = 6;
        try (Round round = new Round(2, true)) {
            assertThat(round.replicate().verified()).isTrue();
            assertThat(round.proxy.accepted()).isEqualTo(2); // the first one is the channel's probe
        }
        assertThat(target.reads).hasValue(CHUNKS);
    }

    @Test
    void connectionBreaksMeanwhile_goesOnWithWhatWasReadBack() throws Exception {
        target.millis = 6;
        try (Round round = new Round(2, true)) {
            CompletableFuture<DiskResult> result = CompletableFuture.supplyAsync(round::replicate);
            assertThat(target.some.await(10, TimeUnit.SECONDS)).isTrue();
            round.proxy.breakConnections();
            assertThat(result.get(60, TimeUnit.SECONDS).transferredBytes()).isZero();
            assertThat(round.proxy.accepted()).isEqualTo(3);
        }
        assertThat(target.reads).hasValue(CHUNKS);
    }

    @Test
    void receiverClosesMeanwhile_doesNotReadToTheEnd() throws Exception {
        target.millis = 6;
        Round round = new Round(2, true);
        CompletableFuture<DiskResult> result = CompletableFuture.supplyAsync(round::replicate);
        assertThat(target.some.await(10, TimeUnit.SECONDS)).isTrue();
        round.receiver.close();
        assertThat(target.reads).hasValueLessThan(CHUNKS / 2);
        round.close();
        assertThatThrownBy(result::join).hasCauseInstanceOf(MigrationException.class);
    }
}
