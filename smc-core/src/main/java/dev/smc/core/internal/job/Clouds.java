package dev.smc.core.internal.job;

import dev.smc.api.error.ErrorCode;
import dev.smc.api.error.InvalidSpecException;
import dev.smc.api.error.InvalidStateException;
import dev.smc.spi.cloud.CloudProvider;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** The clouds by their regions. Immutable. */
public final class Clouds {
    private final Map<String, CloudProvider> byRegion = new TreeMap<>();

    /**
     * Creates the set of some clouds.
     *
     * @throws InvalidSpecException if two have the same region
     */
    public Clouds(Collection<CloudProvider> clouds) {
        for (CloudProvider cloud : clouds) {
            for (String region : cloud.regions()) {
                CloudProvider other = byRegion.put(region, cloud);
                if (other != null) {
                    throw new InvalidSpecException(
                            "cloud",
                            "the clouds \"" + other.id() + "\" and \"" + cloud.id() + "\" both have the region \""
                                    + region + "\"; leave one of them out");
                }
            }
        }
    }

    /** Returns the regions, in order. */
    public Set<String> regions() {
        return byRegion.keySet();
    }

    /** Returns the cloud of a region, if it is known. */
    public Optional<CloudProvider> find(String region) {
        return Optional.ofNullable(byRegion.get(region));
    }

    /** Returns the cloud of a region; throws {@code NOT_FOUND} if it is unknown. */
    public CloudProvider of(String region) {
        return find(region)
                .orElseThrow(() -> new InvalidStateException(
                        ErrorCode.NOT_FOUND,
                        "no cloud has the region \"" + region + "\"; there is " + regions(),
                        "add its cloud to the builder of the centre"));
    }
}
