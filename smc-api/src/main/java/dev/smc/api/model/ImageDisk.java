package dev.smc.api.model;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.immutables.value.Value;

/** A disk of an image. */
@Value.Immutable
@JsonSerialize(as = ImmutableImageDisk.class)
@JsonDeserialize(as = ImmutableImageDisk.class)
public interface ImageDisk {
    /** Returns the number of the disk, from 0; disk 0 is the system disk. */
    int index();

    /** Returns the size of the disk in bytes. */
    long sizeBytes();

    /** Returns how many bytes of its source were in use. */
    long usedBytes();

    /**
     * Returns the digest of the whole disk: the root over its chunks' digests as they were written, in lower-case hexadecimal. Where
     * {@link #grown()} names partitions, it is that from before.
     */
    String digest();

    /** Returns the partitions whose file systems were made larger after the disk was written. */
    List<Integer> grown();

    /** Returns the partitions whose file systems should have been made larger, but could not be, with the reasons. */
    List<SkippedItem> notGrown();

    /** Returns the disk's file where the cloud has files, as the local cloud does. */
    Optional<String> path();

    /** Returns a builder. */
    static Builder builder() {
        return new Builder();
    }

    /** Returns a value that {@code spec} describes. */
    static ImageDisk of(Consumer<Builder> spec) {
        Builder builder = builder();
        spec.accept(builder);
        return builder.build();
    }

    /** Returns a builder that starts from this value. */
    default Builder toBuilder() {
        return builder().from(this);
    }

    /** Builds a {@link ImageDisk}. Not thread-safe. */
    final class Builder extends ImmutableImageDisk.Builder {
        Builder() {}
    }
}
