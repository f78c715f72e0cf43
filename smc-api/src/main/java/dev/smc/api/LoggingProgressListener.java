package dev.smc.api;

import dev.smc.api.error.MigrationException;
import dev.smc.api.model.Bottleneck;
import dev.smc.api.model.Progress;
import dev.smc.api.model.ReplicationResult;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs phases, every tenth of the way, and the end. Calls come one at a time, as {@link ProgressListener} promises. */
final class LoggingProgressListener implements ProgressListener {
    private static final Logger LOG = LoggerFactory.getLogger(ProgressListener.class);

    private int lastTenth;

    @Override
    public void started(Progress progress) {
        LOG.info("job {} round {} started", progress.jobId(), progress.round());
    }

    @Override
    public void phaseChanged(Progress progress) {
        LOG.info("job {} is {}", progress.jobId(), progress.phase());
    }

    @Override
    public void progressed(Progress progress) {
        int tenth = (int) (progress.percent() / 10);
        if (tenth > lastTenth) {
            lastTenth = tenth;
            LOG.info(
                    "job {} {}% [done={}, total={}, wire={}, bytesPerSecond={}, limitedBy={}]",
                    progress.jobId(),
                    tenth * 10,
                    progress.doneBytes(),
                    progress.totalBytes(),
                    progress.wireBytes(),
                    progress.bytesPerSecond(),
                    progress.limitedBy().map(Bottleneck::toString).orElse("-"));
        }
    }

    @Override
    public void completed(ReplicationResult result) {
        LOG.info(
                "job {} round {} done [image={}, used={}, sent={}, wire={}, seconds={}]",
                result.jobId(),
                result.round(),
                result.imageId(),
                result.usedBytes(),
                result.transferredBytes(),
                result.wireBytes(),
                result.elapsed().toMillis() / 1000.0);
    }

    @Override
    public void failed(MigrationException error) {
        LOG.warn("job {} failed with {}: {}", error.jobId().orElse("?"), error.code(), error.getMessage());
    }
}
