package dev.smc.spi.cloud;

import java.util.function.Consumer;
import org.immutables.value.Value;

/** What every request to create something carries. */
@Value.Immutable
public interface Creation {
    /** Returns the token under which the thing is created once: at most 64 ASCII letters and digits. */
    String clientToken();

    /** Returns the region. */
    String region();

    /** Returns the job that the thing is for. */
    String jobId();

    /** Returns the epoch of the job's owner. */
    long epoch();

    /** Returns the name of the thing, for people. */
    String name();

    /** Returns a builder. */
    static Builder builder() {
        return new Builder();
    }

    /** Returns a value that {@code spec} describes. */
    static Creation of(Consumer<Builder> spec) {
        Builder builder = builder();
        spec.accept(builder);
        return builder.build();
    }

    /** Returns a builder that starts from this value. */
    default Builder toBuilder() {
        return builder().from(this);
    }

    /** Builds a {@link Creation}. Not thread-safe. */
    final class Builder extends ImmutableCreation.Builder {
        Builder() {}
    }
}
