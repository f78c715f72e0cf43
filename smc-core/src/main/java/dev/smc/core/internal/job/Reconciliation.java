package dev.smc.core.internal.job;

import dev.smc.api.error.CloudException;
import dev.smc.api.error.ErrorCode;
import dev.smc.api.model.JobPhase;
import dev.smc.api.model.ResourceType;
import dev.smc.core.internal.store.DiskTally;
import dev.smc.core.internal.store.LedgerEntry;
import dev.smc.spi.cloud.CloudResource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Compares the ledger with what the cloud says exists, before a run builds on it. */
final class Reconciliation {
    private final RoundRun run;

    Reconciliation(RoundRun run) {
        this.run = run;
    }

    /** Strikes out what is gone and can be made again; throws if something is gone that cannot. */
    void reconcile() {
        List<LedgerEntry> entries = run.ledger().entries();
        if (entries.stream().noneMatch(LedgerEntry::isCreated)) {
            return;
        }
        Set<String> existing =
                run.ledger().find().stream().map(CloudResource::id).collect(Collectors.toSet());
        List<LedgerEntry> lost = entries.stream()
                .filter(LedgerEntry::isCreated)
                .filter(entry -> !existing.contains(entry.resource().id().orElseThrow()))
                .toList();
        // Snapshots first: a disk whose snapshot exists is not needed any more.
        for (LedgerEntry entry : lost) {
            if (entry.is(ResourceType.SNAPSHOT) || entry.is(ResourceType.INSTANCE)) {
                run.ledger().gone(entry);
            }
        }
        for (LedgerEntry entry : lost) {
            if (entry.is(ResourceType.DISK)) {
                diskLost(entry);
            }
        }
    }

    private void diskLost(LedgerEntry disk) {
        int index = disk.slot().ordinal();
        boolean runOnce = run.job().spec().runOnce();
        Optional<LedgerEntry> snapshot = run.ledger().current(Slots.snapshot(index, run.round()));
        if (runOnce && snapshot.isPresent() && snapshot.get().isCreated()) {
            run.ledger().gone(disk);
            return;
        }
        if (run.round() > 1) {
            throw new CloudException(
                    ErrorCode.RESOURCE_LOST,
                    "temporary disk " + disk.resource().id().orElseThrow() + " of disk " + index + " in region "
                            + disk.resource().region() + " is gone, and round " + run.round()
                            + " builds on what it held",
                    "delete job " + run.job().id() + " and create it anew, so that it starts with a full round");
        }
        // What came of the disk goes with it, and so does the instance that it was attached to.
        snapshot.ifPresent(run.ledger()::release);
        run.ledger().current(Slots.instance(run.round())).ifPresent(run.ledger()::release);
        DiskTally tally = run.tallies().get(index);
        run.jobs()
                .tally(
                        run.lease().fence(),
                        run.round(),
                        List.of(new DiskTally(
                                index, tally.changed(), tally.transferred(), tally.wire(), Optional.empty())));
        if (run.meter().phase() != JobPhase.PREPARING) {
            run.enter(JobPhase.PREPARING);
        }
        run.ledger().gone(disk);
    }
}
