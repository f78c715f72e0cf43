package dev.smc.core.internal.job;

import dev.smc.api.model.ResourceType;
import dev.smc.core.internal.store.LedgerEntry;
import dev.smc.core.internal.store.ResourceStore;
import dev.smc.core.internal.store.Slot;
import dev.smc.spi.cloud.CloudProvider;
import dev.smc.spi.cloud.CloudResource;
import dev.smc.spi.cloud.Creation;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Makes and releases what a job has in its cloud, with every thing written down before it is made, and struck out after it is
 * seen to be gone. A call repeated after a crash finds the same row, asks with the same token and gets the same thing. Used by the
 * one thread that holds the job's lease.
 */
final class Ledger {
    private final ResourceStore store;
    private final CloudProvider cloud;
    private final String region;
    private final Lease lease;
    private final Runnable checkpoint;
    private final Retry retry;

    /**
     * Creates the view of one job.
     *
     * @param checkpoint throws if the job must not go on; called before every change in the cloud
     */
    Ledger(ResourceStore store, CloudProvider cloud, String region, Lease lease, Runnable checkpoint, Retry retry) {
        this.store = store;
        this.cloud = cloud;
        this.region = region;
        this.lease = lease;
        this.checkpoint = checkpoint;
        this.retry = retry;
    }

    /** Returns the id of what fills a slot, which is made if nothing does. */
    String ensure(Slot slot, String name, Function<Creation, String> create) {
        Optional<LedgerEntry> current = current(slot);
        return current.isPresent() && current.get().isCreated()
                ? current.get().resource().id().orElseThrow()
                : make(slot, name, create, Function.identity());
    }

    /** Makes what fills a slot; if it was made before, asks for it again with the same token. */
    <T> T make(Slot slot, String name, Function<Creation, T> create, Function<T, String> id) {
        checkpoint.run();
        LedgerEntry entry = store.intend(lease.fence(), slot, region, name);
        Creation creation = creation(entry);
        T made = retry.call("creating " + entry.resource().name(), () -> {
            checkpoint.run();
            return create.apply(creation);
        });
        store.created(lease.fence(), creation.clientToken(), id.apply(made));
        return made;
    }

    private Creation creation(LedgerEntry entry) {
        Creation.Builder creation = Creation.builder();
        return creation.clientToken(entry.resource().clientToken())
                .region(entry.resource().region())
                .jobId(entry.resource().jobId())
                .epoch(lease.fence().epoch())
                .name(entry.resource().name())
                .build();
    }

    /** Returns what fills a slot. */
    Optional<LedgerEntry> current(Slot slot) {
        return store.current(lease.fence().jobId(), slot);
    }

    /** Returns what the job has or may have, oldest first. */
    List<LedgerEntry> entries() {
        return store.ofJob(lease.fence().jobId());
    }

    /** Returns what the job has or may have of a type, oldest first. */
    List<LedgerEntry> entries(ResourceType type) {
        return entries().stream().filter(entry -> entry.is(type)).toList();
    }

    /** Returns what the cloud says exists of the job. */
    List<CloudResource> find() {
        return retry.call(
                "listing what exists", () -> cloud.find(region, lease.fence().jobId()));
    }

    /** Releases something; an intended thing that turns out to exist is released as well. */
    void release(LedgerEntry entry) {
        idOf(entry)
                .ifPresent(id -> retry.run("releasing " + entry.resource().name(), () -> {
                    checkpoint.run();
                    cloud.delete(entry.slot().type(), entry.resource().region(), id);
                }));
        store.released(entry.resource().clientToken());
    }

    /** Strikes out something that is gone. */
    void gone(LedgerEntry entry) {
        store.released(entry.resource().clientToken());
    }

    /** Finds out whether an intended thing exists, and notes the answer. Returns its id if it does. */
    Optional<String> settle(LedgerEntry entry) {
        Optional<String> id = idOf(entry);
        if (id.isEmpty()) {
            gone(entry);
        } else if (!entry.isCreated()) {
            store.created(lease.fence(), entry.resource().clientToken(), id.get());
        }
        return id;
    }

    private Optional<String> idOf(LedgerEntry entry) {
        return entry.isCreated()
                ? entry.resource().id()
                : find().stream()
                        .filter(found ->
                                found.clientToken().equals(entry.resource().clientToken()))
                        .map(CloudResource::id)
                        .findFirst();
    }
}
