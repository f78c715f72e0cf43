package dev.smc.core.internal.job;

import dev.smc.api.error.MigrationException;
import dev.smc.api.model.BootReport;
import dev.smc.api.model.Image;
import dev.smc.api.model.JobPhase;
import dev.smc.api.model.JobStatus;
import dev.smc.api.model.ReplicationResult;
import dev.smc.api.model.SkippedItem;
import dev.smc.core.internal.store.DiskTally;
import dev.smc.spi.transport.ChannelSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Carries a sync round through its phases, from wherever an earlier run left it. */
final class Round {
    private final RoundRun run;

    Round(RoundRun run) {
        this.run = run;
    }

    /** Runs the round to its end, and returns what it came to. */
    ReplicationResult complete() {
        run.checkpoint();
        if (run.meter().phase() != JobPhase.CLEANING) {
            new Reconciliation(run).reconcile();
        }
        if (run.meter().phase() == JobPhase.PREPARING) {
            transfer();
            run.enter(JobPhase.PROCESSING);
        } else {
            run.tallies().forEach(this::meterDone);
        }
        String imageId;
        if (run.meter().phase() == JobPhase.PROCESSING) {
            imageId = new Processing(run).process();
            run.jobs().imageMade(run.lease().fence(), run.round(), imageId);
            run.entered(JobPhase.CLEANING);
        } else {
            imageId = run.imageId().orElseThrow();
        }
        new Cleaning(run).clean();
        Optional<BootReport> bootReport = bootReport(imageId);
        run.checkpoint();
        ReplicationResult result = result(imageId, bootReport);
        run.jobs().roundDone(run.lease().fence(), run.round(), next());
        return result;
    }

    private void transfer() {
        try (SourceDisks disks = SourceDisks.open(run)) {
            Map<Integer, DiskMeter> meters = meters(disks);
            // An earlier run may have died right after the last disk.
            if (!disks.all().isEmpty()) {
                new Prediction(run).warn(disks);
                ChannelSpec channel = new Preparation(run).prepare();
                run.enter(JobPhase.SYNCING);
                new Synchronization(run).replicate(disks, channel, meters);
            }
        }
    }

    private Map<Integer, DiskMeter> meters(SourceDisks disks) {
        Map<Integer, DiskMeter> meters = new HashMap<>();
        for (DiskTally tally : run.tallies()) {
            OpenDisk disk = disks.all().get(tally.disk());
            if (disk == null) {
                meterDone(tally);
            } else {
                DiskMeter meter = new DiskMeter(tally, disk.used().usedBytes());
                run.meter().add(meter);
                meters.put(tally.disk(), meter);
            }
        }
        return meters;
    }

    private void meterDone(DiskTally tally) {
        run.meter().add(new DiskMeter(tally, tally.result().orElseThrow().usedBytes()));
    }

    /** What the cloud did beyond what it was sent is known to the image, also after a crash. */
    private Optional<Image> image(String imageId) {
        return run
                .retry()
                .call("listing images", () -> run.cloud().images(run.target().region()))
                .stream()
                .filter(image -> image.id().equals(imageId))
                .findFirst();
    }

    private List<SkippedItem> skipped(Optional<Image> image) {
        List<SkippedItem> skipped = new ArrayList<>(run.layout().skipped());
        image.ifPresent(made -> made.disks().forEach(disk -> skipped.addAll(disk.notGrown())));
        image.flatMap(Image::adaptation).ifPresent(report -> skipped.addAll(report.notDone()));
        return skipped;
    }

    private JobStatus next() {
        return run.job().spec().runOnce() ? JobStatus.FINISHED : JobStatus.WAITING;
    }

    /** The proof costs nothing to keep, and is made anew after a crash. */
    private Optional<BootReport> bootReport(String imageId) {
        return run.job()
                .spec()
                .bootProof()
                .map(options -> run.cloud().boot(run.target().region(), imageId, options, this::isToEnd));
    }

    private boolean isToEnd() {
        try {
            run.checkpoint();
            return false;
        } catch (MigrationException e) {
            return true; // what comes next says why
        }
    }

    private ReplicationResult result(String imageId, Optional<BootReport> bootReport) {
        Optional<Image> image = image(imageId);
        ReplicationResult.Builder result = ReplicationResult.builder();
        return result.jobId(run.job().id())
                .round(run.round())
                .imageId(imageId)
                .disks(run.tallies().stream()
                        .map(tally -> tally.result().orElseThrow())
                        .toList())
                .skipped(skipped(image))
                .adaptation(image.flatMap(Image::adaptation))
                .imageCheck(image.flatMap(Image::check))
                .bootReport(bootReport)
                .elapsed(run.meter().elapsed())
                .build();
    }
}
