package dev.smc.core.internal.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.smc.api.model.Bottleneck;
import dev.smc.api.model.DiskResult;
import dev.smc.api.model.JobPhase;
import dev.smc.api.model.Progress;
import dev.smc.core.internal.store.DiskTally;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ProgressMeterTest {
    private final FakeTicker ticker = new FakeTicker();
    private final ProgressMeter meter = new ProgressMeter("j-1", 2, JobPhase.PREPARING, ticker);
    private final DiskMeter disk = new DiskMeter(new DiskTally(0, 5, 7, 9, Optional.empty()), 1_000);

    private static DiskResult result(long changed, long transferred, long wire) {
        return DiskResult.of(r -> r.index(1)
                .sizeBytes(2_000)
                .usedBytes(500)
                .changedBytes(changed)
                .transferredBytes(transferred)
                .wireBytes(wire)
                .digest("d")
                .verified(false));
    }

    @Test
    void snapshot_nothingKnown_isZeroWithoutAnEstimate() {
        Progress progress = meter.snapshot();

        assertThat(progress)
                .isEqualTo(Progress.of(p -> p.jobId("j-1")
                        .round(2)
                        .phase(JobPhase.PREPARING)
                        .totalBytes(0)
                        .doneBytes(0)
                        .transferredBytes(0)
                        .wireBytes(0)
                        .bytesPerSecond(0)
                        .elapsed(Duration.ZERO)));
    }

    @Test
    void snapshot_whileADiskIsUnpacked_tellsHowFarFourTimesASecond() {
        assertThat(meter.unpacked(10, 100)).isFalse();
        ticker.advance(Duration.ofMillis(250));
        assertThat(meter.unpacked(20, 100)).isTrue();
        assertThat(meter.unpacked(30, 100)).isFalse();
        assertThat(meter.snapshot().doneBytes()).isEqualTo(20);
        assertThat(meter.snapshot().totalBytes()).isEqualTo(100);
        meter.add(disk);
        assertThat(meter.snapshot().totalBytes()).isEqualTo(1_000);
        assertThat(meter.snapshot().doneBytes()).isZero();
    }

    @Test
    void snapshot_disks_addsUpThisTryAndThoseBefore() {
        meter.add(disk);
        meter.add(new DiskMeter(new DiskTally(1, 0, 30, 40, Optional.of(result(1, 30, 40))), 500));
        disk.settled(100);
        disk.sent(60);
        disk.wire(20);
        ticker.advance(Duration.ofSeconds(3));

        Progress progress = meter.snapshot();

        assertThat(progress.totalBytes()).isEqualTo(1_500);
        assertThat(progress.doneBytes()).isEqualTo(600);
        assertThat(progress.transferredBytes()).isEqualTo(7 + 60 + 30);
        assertThat(progress.wireBytes()).isEqualTo(9 + 20 + 40);
        assertThat(progress.elapsed()).isEqualTo(Duration.ofSeconds(3));
        assertThat(progress.percent()).isEqualTo(40);
    }

    @Test
    void snapshot_moreSettledThanUsed_staysWithinTheTotal() {
        meter.add(disk);
        disk.settled(1_600);
        assertThat(meter.snapshot().doneBytes()).isEqualTo(1_000);
    }

    @Test
    void speed_overTheLastSeconds_forgetsWhatIsLongAgo() {
        meter.add(disk);
        meter.sample();
        disk.settled(500);
        ticker.advance(Duration.ofSeconds(1));
        meter.sample();
        assertThat(meter.snapshot().bytesPerSecond()).isEqualTo(500);
        assertThat(meter.snapshot().remaining()).contains(Duration.ofSeconds(1));

        for (int i = 0; i < 10; i++) {
            disk.settled(10);
            ticker.advance(Duration.ofSeconds(1));
            meter.sample();
        }
        assertThat(meter.snapshot().bytesPerSecond()).isEqualTo(10);
        assertThat(meter.snapshot().remaining()).contains(Duration.ofSeconds(40));
    }

    @Test
    void speed_standingStill_isZeroWithoutAnEstimate() {
        meter.add(disk);
        meter.sample();
        ticker.advance(Duration.ofSeconds(1));
        meter.sample();
        assertThat(meter.snapshot().bytesPerSecond()).isZero();
        assertThat(meter.snapshot().remaining()).isEmpty();
    }

    @Test
    void limitedBy_overTheLastSeconds_isWhatWasWaitedForMost() {
        meter.add(disk);
        meter.sample();
        assertThat(meter.snapshot().limitedBy()).isEmpty();
        disk.waited(Bottleneck.CPU, 500);
        disk.waited(Bottleneck.NETWORK, 400);
        ticker.advance(Duration.ofSeconds(4));
        meter.sample();
        assertThat(meter.snapshot().limitedBy()).contains(Bottleneck.CPU);
        disk.waited(Bottleneck.NETWORK, 300);
        ticker.advance(Duration.ofSeconds(4));
        meter.sample();
        assertThat(meter.snapshot().limitedBy()).contains(Bottleneck.NETWORK);
    }

    @Test
    void phase_changed_measuresAnew() {
        meter.add(disk);
        meter.sample();
        disk.settled(500);
        ticker.advance(Duration.ofSeconds(1));
        meter.sample();

        meter.phase(JobPhase.PROCESSING);

        assertThat(meter.snapshot().phase()).isEqualTo(JobPhase.PROCESSING);
        assertThat(meter.phase()).isEqualTo(JobPhase.PROCESSING);
        assertThat(meter.snapshot().bytesPerSecond()).isZero();
    }

    @Test
    void diskTally_unfinished_addsWhatWasSentSoFar() {
        disk.sent(10);
        disk.wire(4);
        assertThat(disk.unfinished()).isEqualTo(new DiskTally(0, 15, 17, 13, Optional.empty()));
    }

    @Test
    void diskTally_finished_addsTheResultOfThisTry() {
        disk.sent(10);
        DiskTally done = disk.finished(result(100, 80, 60));

        DiskResult expected = result(105, 87, 69).toBuilder().index(0).build();
        assertThat(done).isEqualTo(new DiskTally(0, 105, 87, 69, Optional.of(expected)));
    }
}
