package dev.smc.api.model;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.immutables.value.Value;

/** What a sync round came to. */
@Value.Immutable
@JsonSerialize(as = ImmutableReplicationResult.class)
@JsonDeserialize(as = ImmutableReplicationResult.class)
public interface ReplicationResult {
    /** Returns the job. */
    String jobId();

    /** Returns the number of the round, from 1. */
    int round();

    /** Returns the image that the round made. */
    String imageId();

    /** Returns what was done with each disk. */
    List<DiskResult> disks();

    /** Returns what was left out, with the reasons. */
    List<SkippedItem> skipped();

    /** Returns what was changed in the guest so that it starts; empty if that was not asked for. */
    Optional<AdaptationReport> adaptation();

    /** Returns whether the guest of the image will start and work, as far as its disks tell; empty if the cloud did not check. */
    Optional<ImageCheckReport> imageCheck();

    /** Returns whether a copy of the image came up; empty if that was not asked for. */
    Optional<BootReport> bootReport();

    /** Returns the time from the start of the round, or of its last resumption, to the end. */
    Duration elapsed();

    /** Returns how many bytes of the source were in use. */
    default long usedBytes() {
        return disks().stream().mapToLong(DiskResult::usedBytes).sum();
    }

    /** Returns how many bytes differed from the target, before compression, over all tries. */
    default long changedBytes() {
        return disks().stream().mapToLong(DiskResult::changedBytes).sum();
    }

    /** Returns how many bytes of data were sent, before compression, over all tries. */
    default long transferredBytes() {
        return disks().stream().mapToLong(DiskResult::transferredBytes).sum();
    }

    /** Returns how many bytes crossed the wire in both directions, over all tries. */
    default long wireBytes() {
        return disks().stream().mapToLong(DiskResult::wireBytes).sum();
    }

    /** Returns a builder. */
    static Builder builder() {
        return new Builder();
    }

    /** Returns a value that {@code spec} describes. */
    static ReplicationResult of(Consumer<Builder> spec) {
        Builder builder = builder();
        spec.accept(builder);
        return builder.build();
    }

    /** Returns a builder that starts from this value. */
    default Builder toBuilder() {
        return builder().from(this);
    }

    /** Builds a {@link ReplicationResult}. Not thread-safe. */
    final class Builder extends ImmutableReplicationResult.Builder {
        Builder() {}
    }
}
