package dev.smc.api.model;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.immutables.value.Value;

/** A custom image, and where it came from. */
@Value.Immutable
@JsonSerialize(as = ImmutableImage.class)
@JsonDeserialize(as = ImmutableImage.class)
public interface Image {
    /** Returns the identifier, {@code m-...}. */
    String id();

    /** Returns the name, unique in its region. */
    String name();

    /** Returns the region. */
    String region();

    /** Returns the format of its files. */
    ImageFormat format();

    /** Returns what starts it. */
    Firmware firmware();

    /** Returns the disks, the system disk first. */
    List<ImageDisk> disks();

    /** Returns the source server. */
    String sourceId();

    /** Returns the source server's name. */
    String sourceName();

    /** Returns the job that made it. */
    String jobId();

    /** Returns the number of the sync round that made it. */
    int round();

    /** Returns when it was made. */
    Instant createdAt();

    /** Returns what was changed in the guest so that it starts; empty if that was not asked for. */
    Optional<AdaptationReport> adaptation();

    /** Returns whether the guest will start and work, as far as its disks tell; empty if the cloud did not check. */
    Optional<ImageCheckReport> check();

    /** Returns a builder. */
    static Builder builder() {
        return new Builder();
    }

    /** Returns a value that {@code spec} describes. */
    static Image of(Consumer<Builder> spec) {
        Builder builder = builder();
        spec.accept(builder);
        return builder.build();
    }

    /** Returns a builder that starts from this value. */
    default Builder toBuilder() {
        return builder().from(this);
    }

    /** Builds a {@link Image}. Not thread-safe. */
    final class Builder extends ImmutableImage.Builder {
        Builder() {}
    }
}
