package dev.smc.api.model;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import dev.smc.api.error.ErrorCode;
import java.time.Instant;
import java.util.function.Consumer;
import org.immutables.value.Value;

/** Why a job failed. */
@Value.Immutable
@JsonSerialize(as = ImmutableJobError.class)
@JsonDeserialize(as = ImmutableJobError.class)
public interface JobError {
    /** Returns the kind of failure. */
    ErrorCode code();

    /** Returns what happened and the way out. */
    String message();

    /** Returns whether starting the job again, with nothing changed by hand, can succeed. */
    boolean retryable();

    /** Returns when it failed. */
    Instant at();

    /** Returns a builder. */
    static Builder builder() {
        return new Builder();
    }

    /** Returns a value that {@code spec} describes. */
    static JobError of(Consumer<Builder> spec) {
        Builder builder = builder();
        spec.accept(builder);
        return builder.build();
    }

    /** Returns a builder that starts from this value. */
    default Builder toBuilder() {
        return builder().from(this);
    }

    /** Builds a {@link JobError}. Not thread-safe. */
    final class Builder extends ImmutableJobError.Builder {
        Builder() {}
    }
}
