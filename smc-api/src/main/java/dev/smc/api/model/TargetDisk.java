package dev.smc.api.model;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import java.util.List;
import java.util.function.Consumer;
import org.immutables.value.Value;

/** One disk that a job makes. */
@Value.Immutable
@JsonSerialize(as = ImmutableTargetDisk.class)
@JsonDeserialize(as = ImmutableTargetDisk.class)
public interface TargetDisk {
    /** Returns the number of the disk, that of its source disk. */
    int index();

    /** Returns the size of the disk in bytes. */
    long sizeBytes();

    /** Returns the kind of partition table, that of its source disk. */
    PartitionTable partitionTable();

    /** Returns whether the plan changes the disk; if not, it is copied as it is. */
    boolean changed();

    /** Returns the partitions in the order in which they lie on the disk. */
    List<TargetPartition> partitions();

    /** Returns a builder. */
    static Builder builder() {
        return new Builder();
    }

    /** Returns a value that {@code spec} describes. */
    static TargetDisk of(Consumer<Builder> spec) {
        Builder builder = builder();
        spec.accept(builder);
        return builder.build();
    }

    /** Returns a builder that starts from this value. */
    default Builder toBuilder() {
        return builder().from(this);
    }

    /** Builds a {@link TargetDisk}. Not thread-safe. */
    final class Builder extends ImmutableTargetDisk.Builder {
        Builder() {}
    }
}
