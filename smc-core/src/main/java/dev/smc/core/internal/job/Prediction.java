package dev.smc.core.internal.job;

import dev.smc.api.error.CorruptDiskException;
import dev.smc.api.error.SourceReadException;
import dev.smc.api.model.CheckItem;
import dev.smc.api.model.CheckStatus;
import dev.smc.core.internal.guest.service.Adapter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether what is to be sent will start on the target, told before anything is created there, in the first round. It is for people: a
 * job is not refused, since what starts a guest may be where nobody looks, and the image has the check that counts.
 */
final class Prediction {
    private static final Logger LOG = LoggerFactory.getLogger(Prediction.class);

    private final RoundRun run;

    Prediction(RoundRun run) {
        this.run = run;
    }

    /** Warns of what will keep the guest on the disks of the source from starting. */
    void warn(SourceDisks disks) {
        // What nobody sees is not worked out.
        boolean isWanted = run.round() == 1 && LOG.isInfoEnabled();
        if (isWanted && disks.server().isPresent()) {
            try {
                Adapter.predict(
                                disks.server().get().inspected(),
                                run.job().spec().adaptation(),
                                run.environment().rights())
                        .check()
                        .items()
                        .stream()
                        .filter(item -> item.status() == CheckStatus.CRITICAL)
                        .forEach(this::warn);
            } catch (CorruptDiskException | SourceReadException e) {
                // What is damaged in a guest is no reason not to move it.
                LOG.info("{}: the guest cannot be looked at: {}", run.job().id(), e.getMessage());
            } catch (RuntimeException e) {
                LOG.warn("{}: the guest cannot be looked at", run.job().id(), e);
            }
        }
    }

    private void warn(CheckItem item) {
        LOG.info("{}: {}: {}; {}", run.job().id(), item.code(), item.detail(), item.remedy());
    }
}
