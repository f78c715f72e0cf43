package dev.smc.api.model;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.immutables.value.Value;

/** What was found on a disk. */
@Value.Immutable
@JsonSerialize(as = ImmutableDiskLayout.class)
@JsonDeserialize(as = ImmutableDiskLayout.class)
public interface DiskLayout {
    /** Returns the name of the disk image format. */
    String format();

    /** Returns the size of the disk in bytes. */
    long sizeBytes();

    /** Returns the size of the sectors that the partition table counts, in bytes. Default: 512. */
    @Value.Default
    default int sectorSize() {
        return 512;
    }

    /** Returns the kind of partition table. */
    PartitionTable partitionTable();

    /** Returns the partitions in the order of the table. */
    List<PartitionInfo> partitions();

    /** Returns what a disk without a partition table holds as a whole: {@code ext4}, {@code lvm2}, ..., or {@code unknown}. */
    Optional<String> content();

    /** Returns what the disk as a whole is a part of; see {@link PartitionInfo#partOf()}. */
    Optional<String> partOf();

    /** Returns why no plan can change this disk; empty if one can. */
    Optional<String> fixedBecause();

    /**
     * Returns whether a plan can let what the server starts from start elsewhere on this disk: its boot loader is understood, and the
     * places that it has in it are written anew. Default: false.
     */
    @Value.Default
    default boolean relocatable() {
        return false;
    }

    /** Returns how many bytes must be copied: in use by a file system, or not understood. */
    long usedBytes();

    /** Returns what starts a guest from this disk. */
    Firmware firmware();

    /** Returns what a user should know: damage found, content not understood and therefore counted as used. */
    List<String> warnings();

    /** Returns a builder. */
    static Builder builder() {
        return new Builder();
    }

    /** Returns a value that {@code spec} describes. */
    static DiskLayout of(Consumer<Builder> spec) {
        Builder builder = builder();
        spec.accept(builder);
        return builder.build();
    }

    /** Returns a builder that starts from this value. */
    default Builder toBuilder() {
        return builder().from(this);
    }

    /** Builds a {@link DiskLayout}. Not thread-safe. */
    final class Builder extends ImmutableDiskLayout.Builder {
        Builder() {}
    }
}
