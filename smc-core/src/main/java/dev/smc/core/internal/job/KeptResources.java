package dev.smc.core.internal.job;

import dev.smc.api.error.MigrationException;
import dev.smc.api.model.Resource;
import dev.smc.api.model.ResourceType;
import dev.smc.core.internal.store.LedgerEntry;
import dev.smc.spi.cloud.CloudProvider;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Says what a job that failed keeps, and at what cost. */
final class KeptResources {
    private KeptResources() {}

    /** Returns a sentence to append to a message; empty if nothing is kept. */
    static String describe(List<LedgerEntry> entries, CloudProvider cloud) {
        List<Resource> kept = entries.stream()
                .filter(entry -> !entry.is(ResourceType.IMAGE))
                .map(LedgerEntry::resource)
                .toList();
        return kept.isEmpty()
                ? ""
                : ". Kept, so that it can go on: "
                        + kept.stream()
                                .map(resource -> describe(resource, cloud))
                                .collect(Collectors.joining(", "))
                        + "; deleting the job releases all of it";
    }

    private static String describe(Resource resource, CloudProvider cloud) {
        return resource.name()
                + cost(resource, cloud).map(cost -> " (" + cost + ")").orElse("");
    }

    private static Optional<String> cost(Resource resource, CloudProvider cloud) {
        try {
            return resource.id().flatMap(id -> cloud.costToKeep(resource.type(), resource.region(), id));
        } catch (MigrationException e) {
            return Optional.of("cost unknown: " + e.code());
        }
    }
}
