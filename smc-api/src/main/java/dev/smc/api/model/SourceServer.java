package dev.smc.api.model;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import org.immutables.value.Value;

/** A registered source server. */
@Value.Immutable
@JsonSerialize(as = ImmutableSourceServer.class)
@JsonDeserialize(as = ImmutableSourceServer.class)
public interface SourceServer {
    /** Returns the identifier, {@code s-...}. */
    String id();

    /** Returns the name. */
    String name();

    /** Returns the free text. */
    String description();

    /** Returns whether it can be used. */
    SourceState state();

    /** Returns the disks, the system disk first. */
    List<SourceDisk> disks();

    /** Returns the logical volumes on the disks, as found when it was registered. */
    List<VolumeInfo> volumes();

    /** Returns where it runs, as found when it was registered. */
    @Value.Default
    default Platform platform() {
        return Platform.UNKNOWN;
    }

    /** Returns when it was registered. */
    Instant registeredAt();

    /** Returns how many bytes of all disks must be copied. */
    default long usedBytes() {
        return disks().stream().mapToLong(d -> d.layout().usedBytes()).sum();
    }

    /** Returns a builder. */
    static Builder builder() {
        return new Builder();
    }

    /** Returns a value that {@code spec} describes. */
    static SourceServer of(Consumer<Builder> spec) {
        Builder builder = builder();
        spec.accept(builder);
        return builder.build();
    }

    /** Returns a builder that starts from this value. */
    default Builder toBuilder() {
        return builder().from(this);
    }

    /** Builds a {@link SourceServer}. Not thread-safe. */
    final class Builder extends ImmutableSourceServer.Builder {
        Builder() {}
    }
}
