package dev.smc.spi.cloud;

import java.util.function.Consumer;
import org.immutables.value.Value;

/** A temporary disk to create. */
@Value.Immutable
public interface DiskRequest {
    /** Returns what every request carries. */
    Creation creation();

    /** Returns the number of the source disk, from 0. */
    int index();

    /** Returns the size in bytes. */
    long sizeBytes();

    /** Returns a builder. */
    static Builder builder() {
        return new Builder();
    }

    /** Returns a value that {@code spec} describes. */
    static DiskRequest of(Consumer<Builder> spec) {
        Builder builder = builder();
        spec.accept(builder);
        return builder.build();
    }

    /** Returns a builder that starts from this value. */
    default Builder toBuilder() {
        return builder().from(this);
    }

    /** Builds a {@link DiskRequest}. Not thread-safe. */
    final class Builder extends ImmutableDiskRequest.Builder {
        Builder() {}
    }
}
