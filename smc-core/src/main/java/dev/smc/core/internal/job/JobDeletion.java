package dev.smc.core.internal.job;

import dev.smc.api.model.ReplicationJob;
import dev.smc.api.model.ResourceType;
import dev.smc.core.internal.store.LedgerEntry;
import dev.smc.spi.cloud.CloudProvider;
import java.util.List;

/** Releases everything temporary that a job holds. Its images stay, and what they need. */
final class JobDeletion {
    private static final List<ResourceType> ORDER =
            List.of(ResourceType.INSTANCE, ResourceType.SNAPSHOT, ResourceType.DISK);

    private final Ledger ledger;
    private final CloudProvider cloud;

    JobDeletion(Environment environment, ReplicationJob job, Lease lease, StopSignal stop) {
        String region = job.spec().target().region();
        this.cloud = environment.clouds().of(region);
        this.ledger = new Ledger(
                environment.store().resources(),
                cloud,
                region,
                lease,
                () -> {
                    stop.check();
                    lease.check();
                },
                new Retry(environment.retryPauses(), stop::pause));
    }

    void release() {
        // An image that was being made when its process died is an image, or nothing.
        ledger.entries(ResourceType.IMAGE).forEach(ledger::settle);
        for (ResourceType type : ORDER) {
            for (LedgerEntry entry : ledger.entries(type)) {
                if (!isNeededByImage(entry)) {
                    ledger.release(entry);
                }
            }
        }
    }

    private boolean isNeededByImage(LedgerEntry entry) {
        return entry.is(ResourceType.SNAPSHOT)
                && cloud.capabilities().imagesKeepSnapshots()
                && ledger.current(Slots.image(entry.slot().round())).isPresent();
    }
}
