package dev.smc.core.internal.job;

import dev.smc.api.error.CorruptDiskException;
import dev.smc.api.error.ErrorCode;
import dev.smc.api.error.InvalidStateException;
import dev.smc.api.error.SourceReadException;
import dev.smc.api.model.CheckItem;
import dev.smc.api.model.CheckStatus;
import dev.smc.api.model.ImageCheckReport;
import dev.smc.core.internal.guest.service.Adapter;
import java.util.List;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether what is to be sent will start on the target; before anything is created there, in the first round. */
final class Prediction {
    private static final Logger LOG = LoggerFactory.getLogger(Prediction.class);

    private final RoundRun run;

    Prediction(RoundRun run) {
        this.run = run;
    }

    /**
     * Checks the guest on the disks of the source, unless the job does without adaptation. Disks with no system on them pass.
     *
     * @throws InvalidStateException code {@code GUEST_NOT_BOOTABLE} if it will not start, even adapted
     */
    void check(SourceDisks disks) {
        try {
            checkReadable(disks);
        } catch (CorruptDiskException | SourceReadException e) {
            // What is damaged in it is no reason not to move it.
            LOG.warn("{}: the guest cannot be looked at: {}", run.job().id(), e.getMessage());
        }
    }

    private void checkReadable(SourceDisks disks) {
        boolean isWanted = run.job().spec().adaptation().enabled() && run.round() == 1;
        if (isWanted && disks.server().isPresent()) {
            ImageCheckReport check = Adapter.predict(
                            disks.server().get().inspected(),
                            run.job().spec().adaptation(),
                            run.environment().rights())
                    .check();
            // Windows is not adapted, so that nothing is promised of it.
            boolean isOther = check.guest()
                    .filter(guest -> !guest.family().equals("linux"))
                    .isPresent();
            List<CheckItem> critical = check.items().stream()
                    .filter(item -> !isOther && item.status() == CheckStatus.CRITICAL)
                    .filter(item -> !item.code().equals("GUESTOS.SystemImage"))
                    .toList();
            if (!critical.isEmpty()) {
                throw notBootable(critical);
            }
        }
    }

    private static InvalidStateException notBootable(List<CheckItem> critical) {
        return new InvalidStateException(
                ErrorCode.GUEST_NOT_BOOTABLE,
                "the guest will not start on the target: "
                        + critical.stream()
                                .map(item -> item.detail() + " (" + item.code() + ")")
                                .collect(Collectors.joining("; ")),
                critical.stream().map(CheckItem::remedy).collect(Collectors.joining("; "))
                        + "; or move the disks as they are, with a job without adaptation");
    }
}
