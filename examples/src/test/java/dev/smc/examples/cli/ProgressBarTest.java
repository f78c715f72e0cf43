package dev.smc.examples.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.smc.api.model.Bottleneck;
import dev.smc.api.model.DiskResult;
import dev.smc.api.model.JobPhase;
import dev.smc.api.model.Progress;
import dev.smc.api.model.ReplicationResult;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProgressBarTest {
    private static final String START_OF_LINE = "\r";
    private static final String ERASE_REST = "\u001b[K";

    private final ByteArrayOutputStream written = new ByteArrayOutputStream();

    @Test
    void progressed_whileSyncing_showsBarAmountSpeedAndTimeLeft() {
        bar(80, true).progressed(progress(50 << 20, 100 << 20));
        assertThat(line()).isEqualTo("syncing  ██████████░░░░░░░░░░   50 %  50.0 of 100.0 MiB  10.0 MiB/s  5.0 s left");
    }

    @Test
    void progressed_bottleneckKnown_isNamed() {
        Progress slow = progress(50 << 20, 100 << 20).toBuilder()
                .limitedBy(Bottleneck.NETWORK)
                .build();
        bar(80, true).progressed(slow);
        assertThat(line()).contains("10.0 MiB/s (network)  5.0 s left");
        for (Bottleneck on : Bottleneck.values()) {
            assertThat(Format.bottleneck(on)).isNotEmpty();
        }
    }

    @Test
    void progressed_whileADiskIsUnpacked_showsHowFarItIs() {
        Progress unpacking = progress(50 << 20, 100 << 20).toBuilder()
                .phase(JobPhase.PREPARING)
                .build();
        bar(80, true).progressed(unpacking);
        assertThat(line()).startsWith("preparing █████").contains("50 %");
    }

    @Test
    void progressed_asciiTerminal_drawsWithAscii() {
        bar(80, false).progressed(progress(100 << 20, 100 << 20));
        assertThat(line())
                .startsWith("syncing  #################")
                .doesNotContain("-")
                .contains("100 %");
    }

    @ParameterizedTest
    @ValueSource(ints = {40, 60, 80, 120, 200})
    void progressed_anyWidth_neverReachesTheLastColumn(int width) {
        bar(width, true).progressed(progress(1 << 20, 100 << 20));
        assertThat(line().length()).isLessThan(width).isGreaterThan(Math.min(width, 80) - 5);
    }

    @Test
    void phaseChanged_outsideSyncing_namesThePhase() {
        bar(80, true)
                .phaseChanged(
                        progress(0, 0).toBuilder().phase(JobPhase.PROCESSING).build());
        assertThat(line()).isEqualTo("making the image ...");
    }

    @Test
    void completed_always_endsTheLine() {
        ReplicationResult result = ReplicationResult.of(r -> r.jobId("j-1")
                .round(1)
                .imageId("m-1")
                .elapsed(Duration.ofSeconds(2))
                .addDisks(DiskResult.of(d -> d.index(0)
                        .sizeBytes(4 << 20)
                        .usedBytes(2 << 20)
                        .changedBytes(0)
                        .transferredBytes(0)
                        .wireBytes(0)
                        .digest("00")
                        .verified(false))));
        bar(80, true).completed(result);
        assertThat(written.toString(UTF_8))
                .endsWith("100 %  2.0 MiB  1.0 MiB/s  2.0 s" + ERASE_REST + System.lineSeparator());
    }

    private ProgressBar bar(int width, boolean unicode) {
        return new ProgressBar(new PrintStream(written, true, UTF_8), width, unicode);
    }

    private String line() {
        String text = written.toString(UTF_8);
        assertThat(text).startsWith(START_OF_LINE).endsWith(ERASE_REST);
        return text.substring(START_OF_LINE.length(), text.length() - ERASE_REST.length());
    }

    private static Progress progress(long done, long total) {
        return Progress.of(p -> p.jobId("j-1")
                .round(1)
                .phase(JobPhase.SYNCING)
                .totalBytes(total)
                .doneBytes(done)
                .transferredBytes(done)
                .wireBytes(done)
                .bytesPerSecond(10 << 20)
                .elapsed(Duration.ofSeconds(5))
                .remaining(Duration.ofSeconds(5)));
    }
}
