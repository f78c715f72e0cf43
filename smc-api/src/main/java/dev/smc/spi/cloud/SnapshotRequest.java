package dev.smc.spi.cloud;

import java.util.List;
import java.util.function.Consumer;
import org.immutables.value.Value;

/** A snapshot to create. */
@Value.Immutable
public interface SnapshotRequest {
    /** Returns what every request carries. */
    Creation creation();

    /** Returns the temporary disk. */
    String diskId();

    /** Returns whether the disk will never be written again, so that the snapshot may share its storage. */
    boolean last();

    /**
     * Returns the file systems to make larger in the snapshot; the disk stays as it is. One that cannot be made larger is no failure:
     * it stays as it is, and the image's {@link dev.smc.api.model.ImageDisk#notGrown()} says why.
     */
    List<FileSystemGrowth> growths();

    /** Returns a builder. */
    static Builder builder() {
        return new Builder();
    }

    /** Returns a value that {@code spec} describes. */
    static SnapshotRequest of(Consumer<Builder> spec) {
        Builder builder = builder();
        spec.accept(builder);
        return builder.build();
    }

    /** Returns a builder that starts from this value. */
    default Builder toBuilder() {
        return builder().from(this);
    }

    /** Builds a {@link SnapshotRequest}. Not thread-safe. */
    final class Builder extends ImmutableSnapshotRequest.Builder {
        Builder() {}
    }
}
