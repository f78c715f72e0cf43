package dev.smc.transfer.internal.receiver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.smc.api.error.ErrorCode;
import dev.smc.api.error.MigrationException;
import dev.smc.api.error.TargetWriteException;
import dev.smc.api.model.Attestation;
import dev.smc.api.model.Bandwidth;
import dev.smc.api.model.DiskResult;
import dev.smc.api.model.TransferOptions;
import dev.smc.spi.disk.AllocationMap;
import dev.smc.spi.disk.BlockTarget;
import dev.smc.spi.transport.ChannelSpec;
import dev.smc.spi.transport.DiskReplication;
import dev.smc.spi.transport.Receiver;
import dev.smc.spi.transport.ReceiverDisk;
import dev.smc.spi.transport.ReceiverSpec;
import dev.smc.spi.transport.ReplicationChannel;
import dev.smc.spi.transport.SessionIdentities;
import dev.smc.spi.transport.TransferObserver;
import dev.smc.testkit.MemoryTarget;
import dev.smc.testkit.TransferTally;
import dev.smc.transfer.TlsTransport;
import dev.smc.transfer.internal.wire.Heartbeat;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReceiverTest {
    private static final int MIB = 1 << 20;

    @TempDir
    private Path temp;

    private final TlsTransport transport = new TlsTransport();

    private static byte[] random(int size) {
        byte[] bytes = new byte[size];
        new SplittableRandom(size).nextBytes(bytes);
        return bytes;
    }

    private ReceiverSpec spec(SessionIdentities identities, long epoch, BlockTarget target) {
        return ReceiverSpec.of(r -> r.jobId("job")
                .epoch(epoch)
                .identity(identities.receiver())
                .bindAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .addDisks(ReceiverDisk.of(d -> d.index(0).target(target).stateDirectory(temp))));
    }

    private ReplicationChannel connect(
            String job, SessionIdentities identities, long epoch, Receiver receiver, TransferOptions options) {
        return transport.connect(ChannelSpec.of(c -> c.jobId(job)
                .epoch(epoch)
                .identity(identities.sender())
                .address(receiver.address())
                .options(options)));
    }

    private static DiskReplication whole(int index, byte[] source) {
        return DiskReplication.of(
                d -> d.index(index).round(1).source(new MemoryTarget(source)).used(AllocationMap.full(source.length)));
    }

    private DiskResult copy(long epoch, byte[] source, BlockTarget target, TransferObserver observer) {
        SessionIdentities identities = transport.mint("job", epoch);
        TransferOptions verify = TransferOptions.of(o -> o.verifyChecksums(true));
        try (Receiver receiver = transport.receive(spec(identities, epoch, target));
                ReplicationChannel channel = connect("job", identities, epoch, receiver, verify)) {
            return channel.replicate(whole(0, source), observer);
        }
    }

    @Test
    void replicate_littleOfAChunkChanged_onlyThatTravels() {
        byte[] source = random(3 * MIB + 77);
        MemoryTarget target = new MemoryTarget(source.length);
        copy(1, source, target, TransferObserver.NONE);
        source[MIB + 3]++;
        Arrays.fill(source, MIB + 40_960, MIB + 49_152, (byte) 0);
        source[source.length - 1]++;
        DiskResult result = copy(2, source, target, TransferObserver.NONE);
        assertThat(target.bytes()).isEqualTo(source);
        assertThat(result.changedBytes()).isEqualTo(3 * 4096 + 77);
        assertThat(result.transferredBytes()).isEqualTo(4096 + 77);
        assertThat(result.wireBytes()).isLessThan(40_000);
    }

    @Test
    void replicate_zerosChangedBehindTheReceiver_areRepaired() {
        byte[] source = random(5 * MIB);
        Arrays.fill(source, MIB, 4 * MIB, (byte) 0);
        MemoryTarget target = new MemoryTarget(source.length);
        copy(1, source, target, TransferObserver.NONE);
        target.bytes()[2 * MIB + 7] = 1; // never written
        assertThat(copy(2, source, target, TransferObserver.NONE).verified()).isTrue();
        assertThat(target.bytes()).isEqualTo(source);
    }

    @Test
    void replicate_done_hasWhatTheReceiverSigned() {
        byte[] source = random(2 * MIB);
        DiskResult result = copy(1, source, new MemoryTarget(source.length), TransferObserver.NONE);
        Attestation attestation = result.attestation().orElseThrow();
        assertThat(attestation.holds()).isTrue();
        assertThat(attestation.statement())
                .isEqualTo("SMC disk 1\njob job\nepoch 1\ndisk 0\nround 1\nsize 2097152\nchunk 1048576\nroot "
                        + result.digest() + "\nread back yes\n");
        assertThat(attestation.toBuilder()
                        .statement(attestation.statement().replace("disk 0", "disk 1"))
                        .build()
                        .holds())
                .isFalse();
        assertThat(attestation.toBuilder().signature("?").build().holds()).isFalse();
        assertThat(attestation.toBuilder().certificate("").build().holds()).isFalse();
    }

    @Test
    void replicate_changedBackBehindTheReceiver_isNoticedByTheDigest() {
        byte[] source = random(2 * MIB);
        MemoryTarget target = new MemoryTarget(source.length);
        copy(1, source, target, TransferObserver.NONE);
        byte[] was = source.clone();
        source[5]++;
        System.arraycopy(source, 0, target.bytes(), 0, MIB); // the record says otherwise
        DiskResult result = copy(2, source, target, TransferObserver.NONE);
        assertThat(target.bytes()).isEqualTo(source).isNotEqualTo(was);
        assertThat(result.transferredBytes()).isZero();
        assertThat(result.verified()).isTrue();
    }

    @Test
    void replicate_partOfAChunkSaidToBeChanged_readsOnlyThat() {
        byte[] content = random(3 * MIB);
        MemoryTarget target = new MemoryTarget(content.length);
        copy(1, content, target, TransferObserver.NONE);
        content[MIB + 9_000]++;
        Arrays.fill(content, MIB + 40_960, MIB + 45_056, (byte) 0);
        MemoryTarget source = new MemoryTarget(content);
        AllocationMap changed = AllocationMap.builder(content.length)
                .add(MIB + 9_000, 1)
                .add(MIB + 40_960, 4096)
                .add(2 * MIB, 10) // as it was
                .build();
        target.bytes()[2 * MIB + 500_000]++; // rotten: what it says of itself is not what the record says
        SessionIdentities identities = transport.mint("job", 2);
        try (Receiver receiver = transport.receive(spec(identities, 2, target));
                ReplicationChannel channel = connect("job", identities, 2, receiver, TransferOptions.of(o -> {}))) {
            DiskResult result = channel.replicate(
                    DiskReplication.of(d -> d.index(0)
                            .round(2)
                            .source(source)
                            .used(AllocationMap.full(content.length))
                            .changed(changed)),
                    TransferObserver.NONE);
            assertThat(result.changedBytes()).isEqualTo(3 * 4096);
            assertThat(result.transferredBytes()).isEqualTo(2 * 4096);
        }
        assertThat(target.bytes()).isEqualTo(content);
        assertThat(source.bytesRead()).isEqualTo(2 * 4096 + MIB);
    }

    @Test
    void verify_targetRotted_isRepairedAndTold() {
        byte[] source = random(3 * MIB + 77);
        MemoryTarget target = new MemoryTarget(source.length);
        copy(1, source, target, TransferObserver.NONE);
        target.bytes()[MIB + 3]++;
        target.bytes()[source.length - 1]++;
        TransferTally tally = new TransferTally();
        DiskResult result = copy(2, source, target, tally);
        assertThat(target.bytes()).isEqualTo(source);
        assertThat(result.verified()).isTrue();
        assertThat(result.changedBytes()).isEqualTo(MIB + 77);
        assertThat(tally.settled()).isEqualTo(source.length);
    }

    @Test
    void verify_whileChunksStillCome_readsBackWhatIsCommitted() {
        byte[] content = random(40 * MIB);
        CountDownLatch readBack = new CountDownLatch(1);
        boolean[] inTime = new boolean[1];
        MemoryTarget source = new MemoryTarget(content) {
            @Override
            public void read(long offset, ByteBuffer buffer) {
                if (offset == 39L * MIB) {
                    inTime[0] = await(readBack);
                }
                super.read(offset, buffer);
            }
        };
        MemoryTarget target = new MemoryTarget(content.length) {
            @Override
            public void read(long offset, ByteBuffer buffer) {
                readBack.countDown();
                super.read(offset, buffer);
            }
        };
        SessionIdentities identities = transport.mint("job", 1);
        TransferOptions verify = TransferOptions.of(o -> o.verifyChecksums(true));
        try (Receiver receiver = transport.receive(spec(identities, 1, target));
                ReplicationChannel channel = connect("job", identities, 1, receiver, verify)) {
            DiskReplication disk = DiskReplication.of(
                    d -> d.index(0).round(1).source(source).used(AllocationMap.full(content.length)));
            assertThat(channel.replicate(disk, TransferObserver.NONE).verified())
                    .isTrue();
        }
        assertThat(inTime[0]).isTrue();
        assertThat(target.bytesRead()).isEqualTo(content.length); // once is enough
        assertThat(target.bytes()).isEqualTo(content);
    }

    private static boolean await(CountDownLatch latch) {
        try {
            return latch.await(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void verify_lostOnItsWayToTheDisk_isSentAgain() {
        byte[] source = random(3 * MIB);
        boolean[] lost = new boolean[1];
        MemoryTarget target = new MemoryTarget(source.length) {
            @Override
            public void write(long offset, ByteBuffer buffer) {
                super.write(offset, buffer);
                if (offset == MIB && !lost[0]) {
                    lost[0] = true;
                    bytes()[MIB + 7]++;
                }
            }
        };
        DiskResult result = copy(1, source, target, TransferObserver.NONE);
        assertThat(target.bytes()).isEqualTo(source);
        assertThat(result.verified()).isTrue();
        assertThat(result.transferredBytes()).isEqualTo(4L * MIB);
    }

    @Test
    void verify_zerosRotted_areRepaired() {
        byte[] source = random(2 * MIB);
        MemoryTarget target = new MemoryTarget(source.length);
        copy(1, source, target, TransferObserver.NONE);
        byte[] zeros = new byte[source.length];
        copy(2, zeros, target, TransferObserver.NONE);
        target.bytes()[MIB]++;
        copy(3, zeros, target, TransferObserver.NONE);
        assertThat(target.bytes()).isEqualTo(zeros);
    }

    @Test
    void verify_targetLies_failsAfterThreeRepairs() {
        AtomicInteger writes = new AtomicInteger();
        MemoryTarget liar = new MemoryTarget(MIB) {
            @Override
            public void write(long offset, ByteBuffer bytes) {
                super.write(offset, bytes);
                writes.incrementAndGet();
                bytes()[5]++;
            }
        };
        MigrationException e =
                catchThrowableOfType(MigrationException.class, () -> copy(1, random(MIB), liar, TransferObserver.NONE));
        assertThat(e.code()).isEqualTo(ErrorCode.VERIFICATION_FAILED);
        // Noticed with the span or with the disk, whichever comes first.
        assertThat(e).hasMessageContaining("after 3 repairs");
        assertThat(writes.get()).isBetween(4, 16);
    }

    @Test
    void receive_targetWithoutARecord_isReadAndOnlyWhatDiffersIsSent() {
        byte[] source = random(5 * MIB + 77);
        Arrays.fill(source, MIB, 2 * MIB, (byte) 0);
        MemoryTarget target = new MemoryTarget(source.clone());
        target.bytes()[2 * MIB + 5]++;
        target.bytes()[source.length - 1]++;
        target.bytes()[MIB + 9]++;
        SessionIdentities identities = transport.mint("job", 1);
        ReceiverSpec used = ReceiverSpec.of(r -> r.jobId("job")
                .epoch(1)
                .identity(identities.receiver())
                .bindAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .addDisks(ReceiverDisk.of(
                        d -> d.index(0).target(target).stateDirectory(temp).initiallyZero(false))));
        try (Receiver receiver = transport.receive(used);
                ReplicationChannel channel = connect("job", identities, 1, receiver, TransferOptions.of(o -> {}))) {
            DiskResult result = channel.replicate(whole(0, source), TransferObserver.NONE);
            assertThat(result.transferredBytes()).isEqualTo(4096 + 77);
            assertThat(target.bytes()).isEqualTo(source);
            assertThat(channel.replicate(whole(0, source), TransferObserver.NONE)
                            .transferredBytes())
                    .isZero();
        }
    }

    @Test
    void force_failedOnce_isNeverTrustedAgain() {
        byte[] source = random(2 * MIB);
        AtomicInteger forces = new AtomicInteger();
        MemoryTarget target = new MemoryTarget(source.length) {
            @Override
            public void force() {
                if (forces.getAndIncrement() == 0) {
                    throw new TargetWriteException(ErrorCode.TARGET_UNWRITABLE, "lost a page", "look at the disk");
                }
            }
        };
        SessionIdentities identities = transport.mint("job", 1);
        try (Receiver receiver = transport.receive(spec(identities, 1, target));
                ReplicationChannel channel = connect("job", identities, 1, receiver, TransferOptions.of(o -> {}))) {
            for (int i = 0; i < 2; i++) {
                assertThatThrownBy(() -> channel.replicate(whole(0, source), TransferObserver.NONE))
                        .hasMessageContaining("lost a page");
            }
        }
        assertThat(forces).hasValue(1);
        DiskResult result = copy(2, source, target, TransferObserver.NONE);
        assertThat(target.bytes()).isEqualTo(source);
        assertThat(result.transferredBytes()).isEqualTo(source.length);
    }

    @Test
    void receive_newerEpochOnTheSameDisk_takesItOver() throws Exception {
        byte[] source = random(8 * MIB);
        MemoryTarget target = new MemoryTarget(source.length);
        SessionIdentities first = transport.mint("job", 1);
        SessionIdentities second = transport.mint("job", 2);
        CountDownLatch started = new CountDownLatch(1);
        TransferObserver observer = new TransferObserver() {
            @Override
            public void sent(long bytes) {
                started.countDown();
            }
        };
        try (Receiver old = transport.receive(spec(first, 1, target));
                ReplicationChannel channel = connect(
                        "job", first, 1, old, TransferOptions.of(o -> o.bandwidthLimit(Bandwidth.ofMbps(16))))) {
            CompletableFuture<DiskResult> running =
                    CompletableFuture.supplyAsync(() -> channel.replicate(whole(0, source), observer));
            assertThat(started.await(30, TimeUnit.SECONDS)).isTrue();
            try (Receiver newer = transport.receive(spec(second, 2, target));
                    ReplicationChannel next = connect(
                            "job", second, 2, newer, TransferOptions.builder().build())) {
                assertThatThrownBy(() -> running.get(30, TimeUnit.SECONDS))
                        .cause()
                        .isInstanceOfSatisfying(
                                MigrationException.class,
                                e -> assertThat(e.code()).isEqualTo(ErrorCode.STALE_EPOCH));
                next.replicate(whole(0, source), TransferObserver.NONE);
                assertThat(target.bytes()).isEqualTo(source);
            }
            assertThatThrownBy(() -> channel.replicate(whole(0, source), TransferObserver.NONE))
                    .hasMessageContaining("epoch 2 has taken over");
        }
    }

    @Test
    void receive_sameEpochTwice_isRefused() {
        SessionIdentities identities = transport.mint("job", 1);
        MemoryTarget target = new MemoryTarget(MIB);
        try (Receiver first = transport.receive(spec(identities, 1, target))) {
            assertThat(first.address().getPort()).isPositive();
            assertThatThrownBy(() -> transport.receive(spec(identities, 1, target)))
                    .hasMessageContaining("received already");
        }
        transport.receive(spec(identities, 1, target)).close();
    }

    @Test
    void receive_addressTaken_isRefused() {
        SessionIdentities identities = transport.mint("job", 1);
        try (Receiver first = transport.receive(spec(identities, 1, new MemoryTarget(MIB)))) {
            ReceiverSpec taken = ReceiverSpec.of(
                    r -> r.jobId("job").epoch(1).identity(identities.receiver()).bindAddress(first.address()));
            assertThatThrownBy(() -> transport.receive(taken)).hasMessageContaining("cannot listen on");
        }
    }

    @Test
    void connect_otherJobOrNewerEpoch_isRefused() {
        SessionIdentities identities = transport.mint("job", 1);
        TransferOptions options = TransferOptions.builder().build();
        try (Receiver receiver = transport.receive(spec(identities, 1, new MemoryTarget(MIB)))) {
            assertThatThrownBy(() -> connect("other", identities, 1, receiver, options))
                    .isInstanceOfSatisfying(
                            MigrationException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.PEER_UNTRUSTED))
                    .hasMessageContaining("job other");
            assertThatThrownBy(() -> connect("job", identities, 2, receiver, options))
                    .isInstanceOfSatisfying(
                            MigrationException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.STALE_EPOCH))
                    .hasMessageContaining("epoch 1 is over");
        }
    }

    @Test
    void replicate_unknownDisk_isAViolation() {
        SessionIdentities identities = transport.mint("job", 1);
        TransferOptions options = TransferOptions.builder().build();
        try (Receiver receiver = transport.receive(spec(identities, 1, new MemoryTarget(MIB)));
                ReplicationChannel channel = connect("job", identities, 1, receiver, options)) {
            assertThatThrownBy(() -> channel.replicate(whole(3, new byte[MIB]), TransferObserver.NONE))
                    .isInstanceOfSatisfying(
                            MigrationException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.PROTOCOL_VIOLATION))
                    .hasMessageContaining("disk 3");
        }
    }

    @Test
    void port_strangersThatSayNothingOrNonsense_areDroppedAndHarmNobody() throws IOException {
        SessionIdentities identities = transport.mint("job", 1);
        byte[] source = random(MIB);
        MemoryTarget target = new MemoryTarget(MIB);
        Heartbeat.Timing impatient =
                new Heartbeat.Timing(Duration.ofSeconds(5), Duration.ofSeconds(30), Duration.ofMillis(300));
        try (Receiver receiver = TlsReceiver.start(spec(identities, 1, target), InstantSource.system(), impatient);
                Socket silent = new Socket(
                        receiver.address().getAddress(), receiver.address().getPort());
                Socket noisy = new Socket(
                        receiver.address().getAddress(), receiver.address().getPort())) {
            noisy.getOutputStream().write(random(5000));
            assertThat(ends(silent)).isTrue();
            assertThat(ends(noisy)).isTrue();
        }
        copy(2, source, target, TransferObserver.NONE);
        assertThat(target.bytes()).isEqualTo(source);
    }

    private static boolean ends(Socket socket) {
        try (InputStream in = socket.getInputStream()) {
            in.readAllBytes();
            return true;
        } catch (IOException e) {
            return true; // reset
        }
    }
}
