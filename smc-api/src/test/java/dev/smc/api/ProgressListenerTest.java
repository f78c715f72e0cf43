package dev.smc.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.smc.api.error.ErrorCode;
import dev.smc.api.error.MigrationException;
import dev.smc.api.model.DiskResult;
import dev.smc.api.model.JobPhase;
import dev.smc.api.model.Progress;
import dev.smc.api.model.ReplicationResult;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@link ProgressListener#logging()}, seen through the logger of the tests, which writes to the standard error stream. */
class ProgressListenerTest {
    private final ProgressListener listener = ProgressListener.logging();
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private PrintStream standardError;

    @BeforeEach
    void redirect() {
        standardError = System.err;
        System.setErr(new PrintStream(written, true, StandardCharsets.UTF_8));
    }

    @AfterEach
    void restore() {
        System.setErr(standardError);
    }

    @Test
    void logging_ofStartAndPhases_writesALineEach() {
        listener.started(at(0));
        listener.phaseChanged(at(0));
        assertThat(lines("INFO")).containsExactly("job j-1 round 2 started", "job j-1 is SYNCING");
    }

    @Test
    void logging_ofProgress_writesEveryTenthOnce() {
        for (int percent : List.of(0, 9, 10, 11, 19, 35, 36, 100)) {
            listener.progressed(at(percent));
        }
        assertThat(lines("INFO"))
                .containsExactly(
                        "job j-1 10% [done=100, total=1000, wire=7, bytesPerSecond=5, limitedBy=-]",
                        "job j-1 30% [done=350, total=1000, wire=7, bytesPerSecond=5, limitedBy=-]",
                        "job j-1 100% [done=1000, total=1000, wire=7, bytesPerSecond=5, limitedBy=-]");
    }

    @Test
    void logging_ofTheEnd_writesTheSums() {
        listener.completed(ReplicationResult.of(r -> r.jobId("j-1")
                .round(2)
                .imageId("m-1")
                .addDisk(DiskResult.of(d -> d.index(0)
                        .sizeBytes(1000)
                        .usedBytes(500)
                        .changedBytes(400)
                        .transferredBytes(300)
                        .wireBytes(200)
                        .digest("ab12")
                        .verified(false)))
                .elapsed(Duration.ofMillis(1500))));
        assertThat(lines("INFO"))
                .containsExactly("job j-1 round 2 done [image=m-1, used=500, sent=300, wire=200, seconds=1.5]");
    }

    @Test
    void logging_ofAFailure_warnsWithTheCode() {
        listener.failed(new MigrationException(ErrorCode.TARGET_FULL, "no space", "free some").forJob("j-1"));
        listener.failed(new MigrationException(ErrorCode.INTERNAL, "no space", ""));
        assertThat(lines("WARN"))
                .containsExactly(
                        "job j-1 failed with TARGET_FULL: no space; free some", "job ? failed with INTERNAL: no space");
    }

    @Test
    void listener_ofNothing_ignoresEverything() {
        ProgressListener nothing = new ProgressListener() {};
        nothing.started(at(0));
        nothing.phaseChanged(at(0));
        nothing.progressed(at(50));
        nothing.failed(new MigrationException(ErrorCode.INTERNAL, "no space", ""));
        assertThat(written.size()).isZero();
    }

    private static Progress at(int percent) {
        return Progress.of(p -> p.jobId("j-1")
                .round(2)
                .phase(JobPhase.SYNCING)
                .totalBytes(1000)
                .doneBytes(percent * 10L)
                .transferredBytes(0)
                .wireBytes(7)
                .bytesPerSecond(5)
                .elapsed(Duration.ofSeconds(1)));
    }

    /** Returns the lines logged, without level and logger. */
    private List<String> lines(String level) {
        String prefix = "[main] " + level + " dev.smc.api.ProgressListener - ";
        List<String> lines = written.toString(StandardCharsets.UTF_8).lines().toList();
        assertThat(lines).allSatisfy(line -> assertThat(line).startsWith(prefix));
        return lines.stream().map(line -> line.substring(prefix.length())).toList();
    }
}
