package dev.smc.spi.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.smc.api.error.ErrorCode;
import dev.smc.api.error.MigrationException;
import dev.smc.api.error.SourceReadException;
import dev.smc.api.error.TargetWriteException;
import dev.smc.api.model.Bandwidth;
import dev.smc.api.model.DiskResult;
import dev.smc.api.model.Encryption;
import dev.smc.api.model.TransferOptions;
import dev.smc.spi.disk.AllocationMap;
import dev.smc.spi.disk.BlockSource;
import dev.smc.spi.disk.BlockTarget;
import dev.smc.testkit.MemoryTarget;
import dev.smc.testkit.TransferTally;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What every {@link Transport} keeps. Extend it, give it the transport, and run it. */
public abstract class TransportContractTest {
    private static final int MIB = 1 << 20;
    private static final String JOB = "job-1";

    @TempDir
    private Path temp;

    private final List<AutoCloseable> open = new ArrayList<>();
    private Transport transport;

    /** Creates the suite. */
    protected TransportContractTest() {}

    /** Returns the transport to test. */
    protected abstract Transport transport();

    @BeforeEach
    void takeTransport() {
        transport = transport();
    }

    @AfterEach
    void closeAll() throws Exception {
        for (int i = open.size() - 1; i >= 0; i--) {
            open.get(i).close();
        }
    }

    private <T extends AutoCloseable> T opened(T resource) {
        open.add(resource);
        return resource;
    }

    private static byte[] random(int size, long seed) {
        byte[] bytes = new byte[size];
        new SplittableRandom(seed).nextBytes(bytes);
        return bytes;
    }

    private static InetSocketAddress loopback() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    private ReceiverDisk disk(int index, BlockTarget target) {
        return ReceiverDisk.of(d -> d.index(index).target(target).stateDirectory(temp.resolve("state-" + index)));
    }

    private Receiver receive(SessionIdentities identities, long epoch, Encryption encryption, ReceiverDisk... disks) {
        return opened(transport.receive(ReceiverSpec.of(r -> r.jobId(JOB)
                .epoch(epoch)
                .identity(identities.receiver())
                .encryption(encryption)
                .bindAddress(loopback())
                .addDisks(disks))));
    }

    private ReplicationChannel connect(
            SessionIdentities identities, long epoch, Receiver receiver, TransferOptions options) {
        return opened(transport.connect(ChannelSpec.of(c -> c.jobId(JOB)
                .epoch(epoch)
                .identity(identities.sender())
                .address(receiver.address())
                .options(options))));
    }

    private static DiskReplication replication(int index, int round, BlockSource source, AllocationMap used) {
        return DiskReplication.of(
                d -> d.index(index).round(round).source(source).used(used));
    }

    private static DiskReplication whole(BlockSource source) {
        return replication(0, 1, source, AllocationMap.full(source.size()));
    }

    /** One run of a job: mints, receives, connects, replicates, closes. */
    private DiskResult run(
            long epoch,
            TransferOptions options,
            DiskReplication replication,
            BlockTarget target,
            TransferObserver observer) {
        SessionIdentities identities = transport.mint(JOB, epoch);
        try (Receiver receiver = receive(identities, epoch, options.encryption(), disk(replication.index(), target));
                ReplicationChannel channel = connect(identities, epoch, receiver, options)) {
            return channel.replicate(replication, observer);
        }
    }

    private static TransferOptions options() {
        return TransferOptions.builder().build();
    }

    @ParameterizedTest
    @EnumSource(Encryption.class)
    void replicate_freshTarget_makesItEqual(Encryption encryption) {
        byte[] source = random(5 * MIB, 1);
        MemoryTarget target = new MemoryTarget(source.length);
        TransferTally tally = new TransferTally();
        DiskResult result = run(
                1, TransferOptions.of(o -> o.encryption(encryption)), whole(new MemoryTarget(source)), target, tally);
        assertThat(target.bytes()).isEqualTo(source);
        assertThat(target.forces()).isPositive();
        assertThat(result.index()).isZero();
        assertThat(result.sizeBytes()).isEqualTo(source.length);
        assertThat(result.usedBytes()).isEqualTo(source.length);
        assertThat(result.changedBytes()).isEqualTo(source.length);
        assertThat(result.transferredBytes()).isEqualTo(source.length);
        assertThat(result.wireBytes()).isBetween((long) source.length, source.length + source.length / 20L);
        assertThat(result.verified()).isFalse();
        assertThat(tally.settled()).isEqualTo(source.length);
        assertThat(tally.sent()).isEqualTo(source.length);
        assertThat(tally.wire()).isEqualTo(result.wireBytes());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3, 7, 10})
    void replicate_everyCompressionLevel_makesItEqual(int level) {
        byte[] source = new byte[3 * MIB];
        for (int i = 0; i < source.length; i++) {
            source[i] = (byte) (i / 1000);
        }
        MemoryTarget target = new MemoryTarget(source.length);
        DiskResult result = run(
                1,
                TransferOptions.of(o -> o.compressionLevel(level).verifyChecksums(true)),
                whole(new MemoryTarget(source)),
                target,
                TransferObserver.NONE);
        assertThat(target.bytes()).isEqualTo(source);
        assertThat(result.verified()).isTrue();
        if (level == 0) {
            assertThat(result.wireBytes()).isGreaterThan(source.length);
        } else {
            assertThat(result.wireBytes()).isLessThan(source.length / 4);
        }
    }

    @Test
    void replicate_secondRound_sendsOnlyWhatChanged() {
        byte[] source = random(8 * MIB, 2);
        MemoryTarget target = new MemoryTarget(source.length);
        DiskResult first = run(1, options(), whole(new MemoryTarget(source)), target, TransferObserver.NONE);
        source[3 * MIB + 5]++;
        TransferTally tally = new TransferTally();
        DiskResult second = run(2, options(), whole(new MemoryTarget(source)), target, tally);
        assertThat(target.bytes()).isEqualTo(source);
        assertThat(second.changedBytes()).isBetween(1L, (long) MIB);
        assertThat(second.transferredBytes()).isEqualTo(second.changedBytes());
        assertThat(second.wireBytes()).isLessThan(2 * MIB);
        assertThat(second.digest()).isNotEqualTo(first.digest()).hasSameSizeAs(first.digest());
        assertThat(tally.settled()).isEqualTo(source.length);
    }

    @Test
    void replicate_sameContentTwice_sendsNothingAndGivesTheSameDigest() {
        byte[] source = random(2 * MIB, 3);
        MemoryTarget target = new MemoryTarget(source.length);
        DiskResult first = run(1, options(), whole(new MemoryTarget(source)), target, TransferObserver.NONE);
        long written = target.bytesWritten();
        DiskResult second = run(2, options(), whole(new MemoryTarget(source)), target, TransferObserver.NONE);
        assertThat(second.changedBytes()).isZero();
        assertThat(second.transferredBytes()).isZero();
        assertThat(second.digest()).isEqualTo(first.digest());
        assertThat(target.bytesWritten()).isEqualTo(written);
    }

    @Test
    void replicate_whatChangedIsKnown_readsNoMoreThanThat() {
        byte[] source = random(8 * MIB, 20);
        Arrays.fill(source, MIB, 2 * MIB, (byte) 0);
        MemoryTarget target = new MemoryTarget(source.length);
        run(1, options(), whole(new MemoryTarget(source)), target, TransferObserver.NONE);
        source[3 * MIB + 5]++;
        source[source.length - 1]++;
        AllocationMap changed = AllocationMap.builder(source.length)
                .add(3 * MIB + 5, 1)
                .add(source.length - 1, 1)
                .build();
        MemoryTarget disk = new MemoryTarget(source);
        TransferTally tally = new TransferTally();
        DiskResult result = run(
                2,
                TransferOptions.of(o -> o.verifyChecksums(true)),
                whole(disk).toBuilder().round(2).changed(changed).build(),
                target,
                tally);
        assertThat(target.bytes()).isEqualTo(source);
        assertThat(disk.bytesRead()).isBetween(2L, 4L * MIB);
        assertThat(result.changedBytes()).isBetween(2L, MIB / 2L);
        assertThat(result.verified()).isTrue();
        assertThat(tally.settled() + result.changedBytes()).isBetween((long) source.length, source.length + MIB / 2L);

        DiskResult full = run(3, options(), whole(new MemoryTarget(source)), target, TransferObserver.NONE);
        assertThat(full.digest()).isEqualTo(result.digest());
        assertThat(full.changedBytes()).isZero();
    }

    @Test
    void replicate_nothingIsSaidToHaveChangedButNothingIsThere_readsAll() {
        byte[] source = random(3 * MIB, 21);
        MemoryTarget target = new MemoryTarget(random(source.length, 22));
        SessionIdentities identities = transport.mint(JOB, 1);
        ReceiverDisk dirty = disk(0, target).toBuilder().initiallyZero(false).build();
        Receiver receiver = receive(identities, 1, Encryption.AUTO, dirty);
        DiskReplication nothing = whole(new MemoryTarget(source)).toBuilder()
                .changed(AllocationMap.builder(source.length).build())
                .build();
        connect(identities, 1, receiver, options()).replicate(nothing, TransferObserver.NONE);
        assertThat(target.bytes()).isEqualTo(source);
    }

    @Test
    void replicate_partlyUsed_readsOnlyThatAndLeavesZerosElsewhere() {
        byte[] source = random(4 * MIB, 4);
        AllocationMap used = AllocationMap.builder(source.length)
                .add(1000, 5000)
                .add(MIB, 200_000)
                .add(source.length - 700, 700)
                .build();
        byte[] expected = new byte[source.length];
        used.extents()
                .forEach(e -> System.arraycopy(source, (int) e.offset(), expected, (int) e.offset(), (int) e.length()));
        MemoryTarget disk = new MemoryTarget(source);
        MemoryTarget target = new MemoryTarget(source.length);
        TransferTally tally = new TransferTally();
        DiskResult result = run(1, options(), replication(0, 1, disk, used), target, tally);
        assertThat(target.bytes()).isEqualTo(expected);
        assertThat(disk.bytesRead()).isEqualTo(used.usedBytes());
        assertThat(result.usedBytes()).isEqualTo(used.usedBytes());
        assertThat(tally.settled()).isEqualTo(used.usedBytes());
    }

    @Test
    void replicate_rangeNoLongerUsed_becomesZeros() {
        byte[] source = random(4 * MIB, 5);
        MemoryTarget target = new MemoryTarget(source.length);
        run(1, options(), whole(new MemoryTarget(source)), target, TransferObserver.NONE);
        AllocationMap used = AllocationMap.builder(source.length).add(0, MIB).build();
        TransferTally tally = new TransferTally();
        DiskResult result = run(2, options(), replication(0, 2, new MemoryTarget(source), used), target, tally);
        byte[] expected = new byte[source.length];
        System.arraycopy(source, 0, expected, 0, MIB);
        assertThat(target.bytes()).isEqualTo(expected);
        assertThat(result.transferredBytes()).isZero();
        assertThat(result.changedBytes()).isEqualTo(3 * MIB);
        assertThat(tally.settled()).isEqualTo(MIB);
    }

    @Test
    void replicate_usedRangeBecameZeros_isZeroedWithoutData() {
        byte[] source = random(2 * MIB, 6);
        MemoryTarget target = new MemoryTarget(source.length);
        run(1, options(), whole(new MemoryTarget(source)), target, TransferObserver.NONE);
        DiskResult result = run(2, options(), whole(new MemoryTarget(source.length)), target, TransferObserver.NONE);
        assertThat(target.bytes()).isEqualTo(new byte[source.length]);
        assertThat(result.transferredBytes()).isZero();
        assertThat(result.wireBytes()).isLessThan(100_000);
    }

    @Test
    void replicate_targetNotInitiallyZero_becomesZerosWhereUnused() {
        byte[] source = random(2 * MIB, 7);
        MemoryTarget target = new MemoryTarget(random(source.length, 8));
        SessionIdentities identities = transport.mint(JOB, 1);
        ReceiverDisk dirty = disk(0, target).toBuilder().initiallyZero(false).build();
        AllocationMap used = AllocationMap.builder(source.length).add(MIB, 100).build();
        Receiver receiver = receive(identities, 1, Encryption.AUTO, dirty);
        connect(identities, 1, receiver, options())
                .replicate(replication(0, 1, new MemoryTarget(source), used), TransferObserver.NONE);
        byte[] expected = new byte[source.length];
        System.arraycopy(source, MIB, expected, MIB, 100);
        assertThat(target.bytes()).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 511, 4096, 65535, 65537, MIB - 1, MIB + 1, 2 * MIB + 513})
    void replicate_anySize_makesItEqual(int size) {
        byte[] source = random(size, size);
        MemoryTarget target = new MemoryTarget(size);
        DiskResult result = run(
                1,
                TransferOptions.of(o -> o.verifyChecksums(true)),
                whole(new MemoryTarget(source)),
                target,
                TransferObserver.NONE);
        assertThat(target.bytes()).isEqualTo(source);
        assertThat(result.sizeBytes()).isEqualTo(size);
        assertThat(result.changedBytes()).isEqualTo(size);
    }

    @Test
    void replicate_nothingUsed_touchesNothing() {
        MemoryTarget source = new MemoryTarget(random(2 * MIB, 9));
        MemoryTarget target = new MemoryTarget(2 * MIB);
        DiskResult result = run(
                1,
                options(),
                replication(0, 1, source, AllocationMap.builder(2 * MIB).build()),
                target,
                TransferObserver.NONE);
        assertThat(source.bytesRead()).isZero();
        assertThat(target.bytes()).isEqualTo(new byte[2 * MIB]);
        assertThat(result.usedBytes()).isZero();
        assertThat(result.changedBytes()).isZero();
    }

    @Test
    void replicate_severalDisksAtOnce_makesAllEqual() {
        int count = 4;
        SessionIdentities identities = transport.mint(JOB, 1);
        byte[][] sources = new byte[count][];
        MemoryTarget[] targets = new MemoryTarget[count];
        ReceiverDisk[] disks = new ReceiverDisk[count];
        for (int i = 0; i < count; i++) {
            sources[i] = random(6 * MIB + i, i);
            targets[i] = new MemoryTarget(sources[i].length);
            disks[i] = disk(i, targets[i]);
        }
        Receiver receiver = receive(identities, 1, Encryption.AUTO, disks);
        ReplicationChannel channel = connect(identities, 1, receiver, options());
        List<CompletableFuture<DiskResult>> running = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            MemoryTarget source = new MemoryTarget(sources[i]);
            DiskReplication replication = replication(i, 1, source, AllocationMap.full(source.size()));
            running.add(CompletableFuture.supplyAsync(() -> channel.replicate(replication, TransferObserver.NONE)));
        }
        for (int i = 0; i < count; i++) {
            assertThat(running.get(i).join().index()).isEqualTo(i);
            assertThat(targets[i].bytes()).isEqualTo(sources[i]);
        }
    }

    @Test
    void replicate_afterFailure_goesOnWhereItWas() {
        byte[] source = random(80 * MIB, 10);
        MemoryTarget target = new MemoryTarget(source.length);
        MemoryTarget failing = new MemoryTarget(source) {
            @Override
            public void read(long offset, ByteBuffer buffer) {
                if (offset >= 70 * MIB) {
                    throw unreadable();
                }
                super.read(offset, buffer);
            }
        };
        assertThatThrownBy(() -> run(1, options(), whole(failing), target, TransferObserver.NONE))
                .isInstanceOf(SourceReadException.class)
                .hasMessageContaining("sector 7 is bad");
        DiskResult result = run(2, options(), whole(new MemoryTarget(source)), target, TransferObserver.NONE);
        assertThat(target.bytes()).isEqualTo(source);
        assertThat(result.transferredBytes()).isLessThan(source.length);
    }

    private static SourceReadException unreadable() {
        return new SourceReadException(ErrorCode.SOURCE_UNREADABLE, "sector 7 is bad", "replace the disk");
    }

    @Test
    void replicate_targetFull_failsWithItsOwnError() {
        MemoryTarget full = new MemoryTarget(4 * MIB) {
            @Override
            public void write(long offset, ByteBuffer buffer) {
                if (offset >= 2 * MIB) {
                    throw new TargetWriteException(ErrorCode.TARGET_FULL, "no space at " + offset, "free some space");
                }
                super.write(offset, buffer);
            }
        };
        TargetWriteException e = catchThrowableOfType(
                TargetWriteException.class,
                () -> run(1, options(), whole(new MemoryTarget(random(4 * MIB, 11))), full, TransferObserver.NONE));
        assertThat(e.code()).isEqualTo(ErrorCode.TARGET_FULL);
        assertThat(e).hasMessageContaining("no space at").hasMessageEndingWith("free some space");
        assertThat(e.remedy()).isEqualTo("free some space");
    }

    @Test
    void replicate_targetCannotBeForced_failsAndClaimsNothing() {
        byte[] source = random(MIB, 12);
        MemoryTarget weak = new MemoryTarget(MIB) {
            @Override
            public void force() {
                throw new TargetWriteException(ErrorCode.TARGET_UNWRITABLE, "the disk is dying", "replace it");
            }
        };
        assertThatThrownBy(() -> run(1, options(), whole(new MemoryTarget(source)), weak, TransferObserver.NONE))
                .isInstanceOf(TargetWriteException.class)
                .hasMessageContaining("the disk is dying");
        DiskResult result = run(
                2, options(), whole(new MemoryTarget(source)), new MemoryTarget(weak.bytes()), TransferObserver.NONE);
        assertThat(result.transferredBytes()).isEqualTo(MIB);
    }

    @Test
    void replicate_sourceResized_isRefusedWithBothSizes() {
        MemoryTarget target = new MemoryTarget(2 * MIB);
        run(1, options(), whole(new MemoryTarget(2 * MIB)), target, TransferObserver.NONE);
        MigrationException e = catchThrowableOfType(
                MigrationException.class,
                () -> run(2, options(), whole(new MemoryTarget(MIB)), target, TransferObserver.NONE));
        assertThat(e.code()).isEqualTo(ErrorCode.SOURCE_RESIZED);
        assertThat(e).hasMessageContaining("" + MIB).hasMessageContaining("" + 2 * MIB);
    }

    @Test
    void receive_olderEpoch_isRefused() {
        MemoryTarget target = new MemoryTarget(MIB);
        run(5, options(), whole(new MemoryTarget(MIB)), target, TransferObserver.NONE);
        SessionIdentities identities = transport.mint(JOB, 4);
        MigrationException e = catchThrowableOfType(
                MigrationException.class, () -> receive(identities, 4, Encryption.AUTO, disk(0, target)));
        assertThat(e.code()).isEqualTo(ErrorCode.STALE_EPOCH);
    }

    @Test
    void connect_olderEpoch_isRefused() {
        SessionIdentities identities = transport.mint(JOB, 3);
        Receiver receiver = receive(identities, 3, Encryption.AUTO, disk(0, new MemoryTarget(MIB)));
        MigrationException e = catchThrowableOfType(
                MigrationException.class,
                () -> connect(identities, 2, receiver, options())
                        .replicate(whole(new MemoryTarget(MIB)), TransferObserver.NONE));
        assertThat(e.code()).isEqualTo(ErrorCode.STALE_EPOCH);
    }

    @ParameterizedTest
    @EnumSource(
            names = {"ON", "OFF"},
            value = Encryption.class)
    void connect_identityOfAnotherRun_isRefused(Encryption encryption) {
        Receiver receiver = receive(transport.mint(JOB, 1), 1, encryption, disk(0, new MemoryTarget(MIB)));
        SessionIdentities other = transport.mint(JOB, 1);
        MigrationException e = catchThrowableOfType(
                MigrationException.class,
                () -> connect(other, 1, receiver, TransferOptions.of(o -> o.encryption(encryption))));
        assertThat(e.code()).isEqualTo(ErrorCode.PEER_UNTRUSTED);
    }

    @Test
    void connect_nobodyListens_isLost() {
        SessionIdentities identities = transport.mint(JOB, 1);
        Receiver receiver = receive(identities, 1, Encryption.AUTO, disk(0, new MemoryTarget(MIB)));
        receiver.close();
        MigrationException e =
                catchThrowableOfType(MigrationException.class, () -> connect(identities, 1, receiver, options()));
        assertThat(e.code()).isEqualTo(ErrorCode.CONNECTION_LOST);
    }

    @Test
    void close_whileReplicating_endsWithStopped() throws InterruptedException {
        SessionIdentities identities = transport.mint(JOB, 1);
        MemoryTarget target = new MemoryTarget(32 * MIB);
        Receiver receiver = receive(identities, 1, Encryption.AUTO, disk(0, target));
        TransferOptions slow = TransferOptions.of(o -> o.bandwidthLimit(Bandwidth.ofMbps(8)));
        ReplicationChannel channel = connect(identities, 1, receiver, slow);
        CountDownLatch started = new CountDownLatch(1);
        TransferObserver observer = new TransferObserver() {
            @Override
            public void wire(long bytes) {
                started.countDown();
            }
        };
        CompletableFuture<DiskResult> running = CompletableFuture.supplyAsync(() ->
                channel.replicate(whole(new MemoryTarget(random(32 * MIB, 13))), observer));
        assertThat(started.await(30, TimeUnit.SECONDS)).isTrue();
        channel.close();
        channel.close();
        assertThatThrownBy(() -> running.get(30, TimeUnit.SECONDS))
                .cause()
                .isInstanceOfSatisfying(
                        MigrationException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.STOPPED));
        assertThatThrownBy(() -> channel.replicate(whole(new MemoryTarget(MIB)), TransferObserver.NONE))
                .isInstanceOfSatisfying(
                        MigrationException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.STOPPED));
        receiver.close();
        long written = target.bytesWritten();
        receiver.close();
        assertThat(target.bytesWritten()).isEqualTo(written);
    }

    @Test
    void limit_liftedWhileReplicating_letsItFinish() {
        SessionIdentities identities = transport.mint(JOB, 1);
        MemoryTarget target = new MemoryTarget(16 * MIB);
        Receiver receiver = receive(identities, 1, Encryption.AUTO, disk(0, target));
        byte[] source = random(16 * MIB, 14);
        ReplicationChannel channel =
                connect(identities, 1, receiver, TransferOptions.of(o -> o.bandwidthLimit(Bandwidth.ofMbps(1))));
        TransferObserver lifting = new TransferObserver() {
            @Override
            public void wire(long bytes) {
                channel.limit(Bandwidth.unlimited());
            }
        };
        channel.replicate(whole(new MemoryTarget(source)), lifting);
        assertThat(target.bytes()).isEqualTo(source);
    }
}
