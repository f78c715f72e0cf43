package dev.smc.api.model;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.immutables.value.Value;

/** One sync round of a job. */
@Value.Immutable
@JsonSerialize(as = ImmutableSyncRound.class)
@JsonDeserialize(as = ImmutableSyncRound.class)
public interface SyncRound {
    /** Returns the number of the round, from 1. */
    int number();

    /** Returns what the round compares with. */
    RoundType type();

    /** Returns when it was started. */
    Instant startedAt();

    /** Returns when it ended well. */
    Optional<Instant> endedAt();

    /** Returns the image it made. */
    Optional<String> imageId();

    /** Returns what it did with each disk; disks that are not done are missing. */
    List<DiskResult> disks();

    /** Returns a builder. */
    static Builder builder() {
        return new Builder();
    }

    /** Returns a value that {@code spec} describes. */
    static SyncRound of(Consumer<Builder> spec) {
        Builder builder = builder();
        spec.accept(builder);
        return builder.build();
    }

    /** Returns a builder that starts from this value. */
    default Builder toBuilder() {
        return builder().from(this);
    }

    /** Builds a {@link SyncRound}. Not thread-safe. */
    final class Builder extends ImmutableSyncRound.Builder {
        Builder() {}
    }
}
