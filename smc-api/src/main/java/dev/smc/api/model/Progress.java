package dev.smc.api.model;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.immutables.value.Value;

/** How far a running sync round is. A snapshot: take another to see it move. */
@Value.Immutable
@JsonSerialize(as = ImmutableProgress.class)
@JsonDeserialize(as = ImmutableProgress.class)
public interface Progress {
    /** Returns the job. */
    String jobId();

    /** Returns the number of the round, from 1. */
    int round();

    /** Returns where the round stands. */
    JobPhase phase();

    /**
     * Returns how many bytes of all disks are in use; 0 until that is known. While a compressed source disk is unpacked, in the phase
     * {@code PREPARING}, this is the size of its file.
     */
    long totalBytes();

    /** Returns how many of them are settled: sent and on stable storage, or found to be there already; or unpacked. */
    long doneBytes();

    /** Returns how many bytes of data were sent so far, before compression. */
    long transferredBytes();

    /** Returns how many bytes crossed the wire so far. */
    long wireBytes();

    /** Returns the speed of {@link #doneBytes()} over the last seconds, in bytes per second. */
    long bytesPerSecond();

    /** Returns what the transfer waited for most over the last seconds; empty while nothing is sent. */
    Optional<Bottleneck> limitedBy();

    /** Returns the time since the round was started or resumed. */
    Duration elapsed();

    /** Returns the time left in this phase at the present speed; empty while unknown. */
    Optional<Duration> remaining();

    /** Returns {@link #doneBytes()} of {@link #totalBytes()} as 0 to 100; 0 while the total is unknown. */
    default double percent() {
        return totalBytes() == 0 ? 0 : Math.min(100, 100.0 * doneBytes() / totalBytes());
    }

    /** Returns a builder. */
    static Builder builder() {
        return new Builder();
    }

    /** Returns a value that {@code spec} describes. */
    static Progress of(Consumer<Builder> spec) {
        Builder builder = builder();
        spec.accept(builder);
        return builder.build();
    }

    /** Returns a builder that starts from this value. */
    default Builder toBuilder() {
        return builder().from(this);
    }

    /** Builds a {@link Progress}. Not thread-safe. */
    final class Builder extends ImmutableProgress.Builder {
        Builder() {}
    }
}
