package dev.smc.core.internal.job;

import dev.smc.api.model.ResourceType;
import dev.smc.core.internal.store.LedgerEntry;

/** The phase CLEANING: releases what the next round does not need. */
final class Cleaning {
    private final RoundRun run;

    Cleaning(RoundRun run) {
        this.run = run;
    }

    void clean() {
        release(ResourceType.INSTANCE);
        if (!run.cloud().capabilities().imagesKeepSnapshots()) {
            release(ResourceType.SNAPSHOT);
        }
        if (run.job().spec().runOnce()) {
            release(ResourceType.DISK);
        }
    }

    private void release(ResourceType type) {
        for (LedgerEntry entry : run.ledger().entries(type)) {
            run.ledger().release(entry);
        }
    }
}
