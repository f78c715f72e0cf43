package dev.smc.api.model;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.immutables.value.Value;

/** One logical volume of a server, as found. */
@Value.Immutable
@JsonSerialize(as = ImmutableVolumeInfo.class)
@JsonDeserialize(as = ImmutableVolumeInfo.class)
public interface VolumeInfo {
    /** Returns the name of its volume group and its own, as in {@code vg0/root}. */
    String name();

    /** Returns how it lays its bytes out. */
    VolumeType type();

    /** Returns its size in bytes, as its guest sees it. */
    long sizeBytes();

    /** Returns what was found inside: {@code ext4}, {@code swap}, ..., or {@code unknown}. */
    String content();

    /** Returns the label of the file system. */
    Optional<String> label();

    /** Returns the identifier of the file system. */
    Optional<String> uuid();

    /** Returns how many bytes of the disks are in use for it. A thin volume uses none of its own: they are its pool's. */
    long usedBytes();

    /** Returns the numbers of the disks that it lies on, from 0, in ascending order. */
    List<Integer> disks();

    /** Returns why all of it counts as in use; empty if only what its file system uses does. */
    Optional<String> usedInFullBecause();

    /** Returns a builder. */
    static Builder builder() {
        return new Builder();
    }

    /** Returns a value that {@code spec} describes. */
    static VolumeInfo of(Consumer<Builder> spec) {
        Builder builder = builder();
        spec.accept(builder);
        return builder.build();
    }

    /** Returns a builder that starts from this value. */
    default Builder toBuilder() {
        return builder().from(this);
    }

    /** Builds a {@link VolumeInfo}. Not thread-safe. */
    final class Builder extends ImmutableVolumeInfo.Builder {
        Builder() {}
    }
}
