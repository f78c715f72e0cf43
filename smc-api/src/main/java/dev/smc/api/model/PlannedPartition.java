package dev.smc.api.model;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import java.util.OptionalInt;
import java.util.function.Consumer;
import org.immutables.value.Value;

/** What becomes of one partition of a source disk. */
@Value.Immutable
@JsonSerialize(as = ImmutablePlannedPartition.class)
@JsonDeserialize(as = ImmutablePlannedPartition.class)
public interface PlannedPartition {
    /** Returns the number of the partition in the table of its source disk, from 1. */
    int index();

    /**
     * Returns the size on the target in bytes, a multiple of the sector size. It may be smaller than on the source only down to
     * what the file system inside spans.
     */
    long sizeBytes();

    /** Returns the number of the disk that it moves to. Default: it stays on its disk. */
    OptionalInt toDisk();

    /** Returns whether it is not migrated. Default: {@code false}. */
    @Value.Default
    default boolean leftOut() {
        return false;
    }

    /**
     * Returns whether the file system inside is made to fill the partition where that has become larger, if the receiver can. Default:
     * {@code true}.
     */
    @Value.Default
    default boolean fill() {
        return true;
    }

    /** Returns a builder. */
    static Builder builder() {
        return new Builder();
    }

    /** Returns a value that {@code spec} describes. */
    static PlannedPartition of(Consumer<Builder> spec) {
        Builder builder = builder();
        spec.accept(builder);
        return builder.build();
    }

    /** Returns a builder that starts from this value. */
    default Builder toBuilder() {
        return builder().from(this);
    }

    /** Builds a {@link PlannedPartition}. Not thread-safe. */
    final class Builder extends ImmutablePlannedPartition.Builder {
        Builder() {}

        /** Sets the size on the target in bytes. */
        public Builder size(long bytes) {
            return sizeBytes(bytes);
        }

        /** Leaves the partition out. */
        public Builder leaveOut() {
            return leftOut(true);
        }

        /** Moves the partition to another disk of the server, behind what is there. */
        public Builder moveTo(int disk) {
            return toDisk(disk);
        }
    }
}
