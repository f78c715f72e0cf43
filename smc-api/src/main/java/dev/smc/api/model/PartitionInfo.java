package dev.smc.api.model;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.immutables.value.Value;

/** One partition of a disk, as found. */
@Value.Immutable
@JsonSerialize(as = ImmutablePartitionInfo.class)
@JsonDeserialize(as = ImmutablePartitionInfo.class)
public interface PartitionInfo {
    /** Returns the number of the partition in its table, from 1. */
    int index();

    /** Returns the first byte of the partition. */
    long startBytes();

    /** Returns the size of the partition in bytes. */
    long sizeBytes();

    /** Returns the partition's type: a GUID in upper case on GPT, two hexadecimal digits on MBR. */
    String type();

    /** Returns what was found inside: {@code ext4}, {@code swap}, ..., or {@code unknown}. */
    String content();

    /** Returns the label of the file system, or the partition's name where the file system has none. */
    Optional<String> label();

    /** Returns the identifier of the file system. */
    Optional<String> uuid();

    /** Returns how many bytes of the partition, from its start, the content spans by its own account, if it gives one. */
    OptionalLong contentBytes();

    /**
     * Returns what it is a part of, if that may lie on several partitions and disks: {@code volume group vg0}, {@code md array} and
     * its identifier, ... A plan leaves out all parts of it, or none.
     */
    Optional<String> partOf();

    /** Returns where the server mounts it, as far as its own configuration says. */
    Optional<String> mountPath();

    /** Returns what the server needs it for. */
    @Value.Default
    default PartitionRole role() {
        return PartitionRole.NORMAL;
    }

    /** Returns how many bytes are in use; all of them where the content is not understood. */
    long usedBytes();

    /** Returns a builder. */
    static Builder builder() {
        return new Builder();
    }

    /** Returns a value that {@code spec} describes. */
    static PartitionInfo of(Consumer<Builder> spec) {
        Builder builder = builder();
        spec.accept(builder);
        return builder.build();
    }

    /** Returns a builder that starts from this value. */
    default Builder toBuilder() {
        return builder().from(this);
    }

    /** Builds a {@link PartitionInfo}. Not thread-safe. */
    final class Builder extends ImmutablePartitionInfo.Builder {
        Builder() {}
    }
}
