package dev.smc.transfer.internal.sender;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.smc.api.error.ErrorCode;
import dev.smc.api.error.MigrationException;
import dev.smc.api.error.TargetWriteException;
import dev.smc.api.model.Bottleneck;
import dev.smc.api.model.DiskResult;
import dev.smc.api.model.TransferOptions;
import dev.smc.spi.disk.AllocationMap;
import dev.smc.testkit.FaultProxy.Fault;
import dev.smc.testkit.FaultProxy.Kind;
import dev.smc.testkit.MemoryTarget;
import dev.smc.testkit.TransferTally;
import dev.smc.transfer.internal.chunk.ChunkGrid;
import dev.smc.transfer.internal.chunk.ManifestStore;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A disk of many spans over a slow network, which several streams carry. */
class StreamsTest {
    private static final int MIB = 1 << 20;
    private static final int SIZE = 30 * MIB + 5000;
    private static final long SLOW = 12 * MIB;
    private static final RetryPolicy QUICK =
            new RetryPolicy(10, Duration.ofSeconds(2), Duration.ofMillis(5), Duration.ofMillis(20));
    private static final Fault NONE = new Fault(Kind.NONE, 0);

    @TempDir
    private Path temp;

    private final byte[] source = new byte[SIZE];
    private MemoryTarget target = new MemoryTarget(SIZE);
    private final TransferTally tally = new TransferTally();
    private int connections;

    @BeforeEach
    void prepare() {
        new SplittableRandom(7).nextBytes(source);
        java.util.Arrays.fill(source, 9 * MIB, 12 * MIB, (byte) 0);
        // Chunks of 16 KiB make spans of 4 MiB.
        ManifestStore.open(temp, new ChunkGrid(SIZE, 16_384), true, 1).close();
    }

    private DiskResult replicate(int streams, boolean verify, List<Fault> faults) throws Exception {
        ProxiedChannel channel = new ProxiedChannel(temp, QUICK, SLOW);
        try {
            TransferOptions options = TransferOptions.of(o -> o.streams(streams).verifyChecksums(verify));
            return channel.replicate(source, target, options, faults, tally);
        } finally {
            connections = channel.connections();
        }
    }

    @Test
    void slowNetwork_opensMoreStreamsAndSaysWhatLimits() throws Exception {
        DiskResult result = replicate(4, true, List.of());
        assertThat(target.bytes()).isEqualTo(source);
        assertThat(connections).isBetween(3, 5); // the first one is the channel's probe
        assertThat(result.transferredBytes()).isEqualTo(SIZE - 3 * MIB);
        assertThat(tally.settled()).isEqualTo(SIZE);
        assertThat(tally.waited(Bottleneck.NETWORK))
                .isGreaterThan(tally.waited(Bottleneck.CPU) + tally.waited(Bottleneck.SOURCE));
        assertThat(tally.waited(Bottleneck.BANDWIDTH_LIMIT)).isLessThan(100_000_000);
    }

    @Test
    void oneStreamWanted_opensNoOther() throws Exception {
        replicate(1, false, List.of());
        assertThat(target.bytes()).isEqualTo(source);
        assertThat(connections).isEqualTo(2);
    }

    @Test
    void root_doesNotDependOnTheStreams() throws Exception {
        String alone = replicate(1, false, List.of()).digest();
        assertThat(replicate(8, false, List.of()).digest()).isEqualTo(alone);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void anyStreams_breakAtAnyTime_restGoesOn(long seed) throws Exception {
        SplittableRandom random = new SplittableRandom(seed);
        List<Kind> kinds = List.of(Kind.FLIP, Kind.CUT, Kind.STALL);
        List<Fault> faults = new ArrayList<>(List.of(NONE));
        for (int i = 0; i < 8; i++) {
            Kind kind = kinds.get(random.nextInt(3));
            faults.add(new Fault(kind, random.nextLong(2 * MIB, 6 * MIB)));
        }
        DiskResult result = replicate(5, seed == 1, faults);
        assertThat(target.bytes()).isEqualTo(source);
        assertThat(tally.settled()).isEqualTo(SIZE);
        assertThat(result.transferredBytes()).isBetween(SIZE - 3L * MIB, 3L * SIZE);
    }

    /** Chunks give their buffers up while the receiver's answer is on its way, and are read again in part. */
    @ParameterizedTest
    @CsvSource({"false, 0", "true, 0", "false, 3", "true, 3"})
    void nextDay_whereAnswersTakeLong(boolean knowsWhatChanged, int cuts) throws Exception {
        replicate(1, false, List.of());
        AllocationMap.Builder changed = AllocationMap.builder(SIZE);
        SplittableRandom random = new SplittableRandom(11);
        for (int at = 0; at < SIZE; at += 128 << 10) {
            byte[] news = new byte[random.nextInt(5) == 0 ? 32 << 10 : 4096];
            if (random.nextInt(4) != 0) {
                random.nextBytes(news);
            }
            System.arraycopy(news, 0, source, at, Math.min(news.length, SIZE - at));
            changed.add(at, Math.min(news.length, SIZE - at));
        }
        List<Fault> faults = new ArrayList<>(List.of(NONE));
        for (int i = 0; i < cuts; i++) {
            faults.add(new Fault(Kind.CUT, random.nextLong(50_000, 400_000)));
        }
        AllocationMap what = knowsWhatChanged ? changed.build() : AllocationMap.full(SIZE);
        ProxiedChannel channel = new ProxiedChannel(temp, QUICK, MIB);
        DiskResult result = channel.replicate(
                source, what, target, TransferOptions.of(o -> o.streams(2).verifyChecksums(true)), faults, tally);
        assertThat(target.bytes()).isEqualTo(source);
        assertThat(result.transferredBytes()).isLessThan(4L * MIB);
    }

    @Test
    void sideStream_cannotBegin_firstGoesOnAlone() throws Exception {
        List<Fault> faults = new ArrayList<>(List.of(NONE, NONE));
        for (int i = 0; i < 30; i++) {
            faults.add(new Fault(Kind.CUT, 10));
        }
        replicate(2, false, faults);
        assertThat(target.bytes()).isEqualTo(source);
        assertThat(connections).isEqualTo(2 + QUICK.tries());
    }

    @Test
    void targetFails_underOneStream_endsTheCall() {
        target = new MemoryTarget(SIZE) {
            @Override
            public void write(long offset, ByteBuffer bytes) {
                if (offset > 20 * MIB) {
                    throw new TargetWriteException(ErrorCode.TARGET_FULL, "no space", "free some");
                }
                super.write(offset, bytes);
            }
        };
        MigrationException e = catchThrowableOfType(MigrationException.class, () -> replicate(4, false, List.of()));
        assertThat(e.code()).isEqualTo(ErrorCode.TARGET_FULL);
    }
}
