package dev.smc.core.internal.store;

import dev.smc.api.model.Resource;
import dev.smc.api.model.ResourceState;
import dev.smc.api.model.ResourceType;

/**
 * A row of the resource ledger.
 *
 * @param slot what it is for
 * @param resource what it is
 */
public record LedgerEntry(Slot slot, Resource resource) {

    /** Returns whether the resource exists, as far as the ledger knows. */
    public boolean isCreated() {
        return resource.state() == ResourceState.CREATED;
    }

    /** Returns whether the resource is of a type. */
    public boolean is(ResourceType type) {
        return slot.type() == type;
    }
}
