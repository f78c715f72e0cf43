package dev.smc.api.model;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import org.immutables.value.Value;

/** An entry of the resource ledger: something in a cloud that a job created, written down before it was created. */
@Value.Immutable
@JsonSerialize(as = ImmutableResource.class)
@JsonDeserialize(as = ImmutableResource.class)
public interface Resource {
    /** Returns the job that created it. */
    String jobId();

    /** Returns what it is. */
    ResourceType type();

    /** Returns the region. */
    String region();

    /** Returns the name of it, for people. */
    String name();

    /** Returns the identifier that the cloud gave; empty while only intended. */
    Optional<String> id();

    /** Returns the token under which the cloud creates it once, however often it is asked. */
    String clientToken();

    /** Returns where it stands. */
    ResourceState state();

    /** Returns when it was written down. */
    Instant intendedAt();

    /** Returns what it costs to keep, for people; empty where it costs nothing. */
    Optional<String> costToKeep();

    /** Returns a builder. */
    static Builder builder() {
        return new Builder();
    }

    /** Returns a value that {@code spec} describes. */
    static Resource of(Consumer<Builder> spec) {
        Builder builder = builder();
        spec.accept(builder);
        return builder.build();
    }

    /** Returns a builder that starts from this value. */
    default Builder toBuilder() {
        return builder().from(this);
    }

    /** Builds a {@link Resource}. Not thread-safe. */
    final class Builder extends ImmutableResource.Builder {
        Builder() {}
    }
}
