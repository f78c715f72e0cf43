package dev.smc.transfer.internal.sender;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.smc.api.error.ErrorCode;
import dev.smc.api.error.MigrationException;
import dev.smc.api.model.DiskResult;
import dev.smc.api.model.Encryption;
import dev.smc.api.model.TransferOptions;
import dev.smc.testkit.FaultProxy.Fault;
import dev.smc.testkit.FaultProxy.Kind;
import dev.smc.testkit.MemoryTarget;
import dev.smc.testkit.TransferTally;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Breaks the network between sender and receiver. The first connection is the channel's probe. */
class BrokenNetworkTest {
    private static final int SIZE = 40 << 20;
    private static final RetryPolicy QUICK =
            new RetryPolicy(3, Duration.ofSeconds(2), Duration.ofMillis(5), Duration.ofMillis(20));
    private static final Fault NONE = new Fault(Kind.NONE, 0);

    @TempDir
    private Path temp;

    private final byte[] source = new byte[SIZE];
    private final MemoryTarget target = new MemoryTarget(SIZE);
    private final TransferTally tally = new TransferTally();
    private int connections;

    BrokenNetworkTest() {
        new SplittableRandom(42).nextBytes(source);
    }

    private DiskResult replicate(Encryption encryption, List<Fault> faults) throws Exception {
        ProxiedChannel channel = new ProxiedChannel(temp, QUICK, Long.MAX_VALUE);
        try {
            TransferOptions options = TransferOptions.of(o -> o.encryption(encryption));
            return channel.replicate(source, target, options, faults, tally);
        } finally {
            connections = channel.connections();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "ON, FLIP, 30000000",
        "OFF, FLIP, 30000000",
        "ON, CUT, 35000000",
        "OFF, CUT, 100",
        "ON, FLIP, 700",
        "ON, STALL, 30000000",
        "OFF, STALL, 50"
    })
    void replicate_oneFault_goesOnAndEndsEqual(Encryption encryption, Kind kind, long after) throws Exception {
        DiskResult result = replicate(encryption, List.of(NONE, new Fault(kind, after)));
        assertThat(target.bytes()).isEqualTo(source);
        assertThat(connections).isEqualTo(3);
        assertThat(tally.settled()).isEqualTo(SIZE);
        assertThat(result.wireBytes()).isEqualTo(tally.wire());
        assertThat(result.transferredBytes()).isEqualTo(tally.sent()).isGreaterThanOrEqualTo(SIZE);
    }

    @Test
    void replicate_progressBetweenFaults_isPatient() throws Exception {
        Fault late = new Fault(Kind.CUT, 25_000_000);
        DiskResult result = replicate(Encryption.OFF, List.of(NONE, late, new Fault(Kind.CUT, 100), late));
        assertThat(target.bytes()).isEqualTo(source);
        assertThat(connections).isBetween(4, 5);
        assertThat(result.transferredBytes()).isLessThan(3L * SIZE);
    }

    @ParameterizedTest
    @CsvSource({"OFF, FLIP, 20000, FRAME_CORRUPT", "ON, FLIP, 20000, FRAME_CORRUPT", "OFF, CUT, 50, CONNECTION_LOST"})
    void replicate_faultEachTime_givesUp(Encryption encryption, Kind kind, long after, ErrorCode code)
            throws Exception {
        List<Fault> faults = new ArrayList<>(List.of(NONE));
        faults.addAll(Collections.nCopies(5, new Fault(kind, after)));
        MigrationException e = catchThrowableOfType(MigrationException.class, () -> replicate(encryption, faults));
        assertThat(e.code()).isEqualTo(code);
        assertThat(e.jobId()).contains("job");
        assertThat(connections).isEqualTo(4);
    }
}
