package dev.smc.spi.cloud;

import java.util.Set;
import java.util.function.Consumer;
import org.immutables.value.Value;

/** What a cloud can do, and how. */
@Value.Immutable
public interface CloudCapabilities {
    /** Returns whether an image goes on needing its snapshots, so that they are deleted with it, not before. Default: {@code false}. */
    @Value.Default
    default boolean imagesKeepSnapshots() {
        return false;
    }

    /** Returns the smallest size of a disk in bytes. Default: 1. */
    @Value.Default
    default long minDiskBytes() {
        return 1;
    }

    /** Returns the largest size of a disk in bytes. Default: no limit. */
    @Value.Default
    default long maxDiskBytes() {
        return Long.MAX_VALUE;
    }

    /** Returns the smallest size of a system disk in bytes. Default: that of any disk. */
    @Value.Default
    default long minSystemDiskBytes() {
        return minDiskBytes();
    }

    /** Returns the largest size of a system disk in bytes. Default: that of any disk. */
    @Value.Default
    default long maxSystemDiskBytes() {
        return maxDiskBytes();
    }

    /** Returns the file systems that {@link SnapshotRequest#growths()} can name, such as {@code ext4}. Default: none. */
    Set<String> growableFileSystems();

    /** Returns the unit that the sizes of disks are multiples of, in bytes. Default: 1. */
    @Value.Default
    default long diskSizeUnit() {
        return 1;
    }

    /** Returns a builder. */
    static Builder builder() {
        return new Builder();
    }

    /** Returns a value that {@code spec} describes. */
    static CloudCapabilities of(Consumer<Builder> spec) {
        Builder builder = builder();
        spec.accept(builder);
        return builder.build();
    }

    /** Returns a builder that starts from this value. */
    default Builder toBuilder() {
        return builder().from(this);
    }

    /** Builds a {@link CloudCapabilities}. Not thread-safe. */
    final class Builder extends ImmutableCloudCapabilities.Builder {
        Builder() {}
    }
}
