package dev.smc.spi.cloud;

import java.util.function.Consumer;
import org.immutables.value.Value;

/** A disk of an image to create. */
@Value.Immutable
public interface ImageRequestDisk {
    /** Returns the number of the disk, from 0. */
    int index();

    /** Returns the snapshot to make it of. */
    String snapshotId();

    /** Returns the size in bytes. */
    long sizeBytes();

    /** Returns how many bytes of the source were in use. */
    long usedBytes();

    /** Returns the digest of the whole disk, in lower-case hexadecimal. */
    String digest();

    /** Returns a builder. */
    static Builder builder() {
        return new Builder();
    }

    /** Returns a value that {@code spec} describes. */
    static ImageRequestDisk of(Consumer<Builder> spec) {
        Builder builder = builder();
        spec.accept(builder);
        return builder.build();
    }

    /** Returns a builder that starts from this value. */
    default Builder toBuilder() {
        return builder().from(this);
    }

    /** Builds a {@link ImageRequestDisk}. Not thread-safe. */
    final class Builder extends ImmutableImageRequestDisk.Builder {
        Builder() {}
    }
}
