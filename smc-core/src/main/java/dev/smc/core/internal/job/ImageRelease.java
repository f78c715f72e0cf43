package dev.smc.core.internal.job;

import dev.smc.api.model.ResourceType;
import dev.smc.core.internal.store.LedgerEntry;

/** Releases images, and the snapshots that were only kept for them. */
final class ImageRelease {
    private final Ledger ledger;

    ImageRelease(Ledger ledger) {
        this.ledger = ledger;
    }

    void release(LedgerEntry image) {
        ledger.release(image);
        for (LedgerEntry snapshot : ledger.entries(ResourceType.SNAPSHOT)) {
            if (snapshot.slot().round() == image.slot().round()) {
                ledger.release(snapshot);
            }
        }
    }
}
