package dev.smc.api.model;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import java.util.Optional;
import java.util.function.Consumer;
import org.immutables.value.Value;

/** One partition of a disk that a job makes. */
@Value.Immutable
@JsonSerialize(as = ImmutableTargetPartition.class)
@JsonDeserialize(as = ImmutableTargetPartition.class)
public interface TargetPartition {
    /** Returns the number of the partition in its table, from 1. */
    int index();

    /** Returns the first byte of the partition. */
    long startBytes();

    /** Returns the size of the partition in bytes. */
    long sizeBytes();

    /** Returns the number of the source disk that it comes from. */
    int fromDisk();

    /** Returns its number there. */
    int fromIndex();

    /** Returns what was found inside: {@code ext4}, {@code swap}, ..., or {@code unknown}. */
    String content();

    /** Returns its label. */
    Optional<String> label();

    /** Returns whether the receiver makes the file system inside larger, to fill the partition. */
    boolean grows();

    /** Returns a builder. */
    static Builder builder() {
        return new Builder();
    }

    /** Returns a value that {@code spec} describes. */
    static TargetPartition of(Consumer<Builder> spec) {
        Builder builder = builder();
        spec.accept(builder);
        return builder.build();
    }

    /** Returns a builder that starts from this value. */
    default Builder toBuilder() {
        return builder().from(this);
    }

    /** Builds a {@link TargetPartition}. Not thread-safe. */
    final class Builder extends ImmutableTargetPartition.Builder {
        Builder() {}
    }
}
