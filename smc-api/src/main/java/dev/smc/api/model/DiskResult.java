package dev.smc.api.model;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import java.util.Optional;
import java.util.function.Consumer;
import org.immutables.value.Value;

/** What a sync round did with one disk. */
@Value.Immutable
@JsonSerialize(as = ImmutableDiskResult.class)
@JsonDeserialize(as = ImmutableDiskResult.class)
public interface DiskResult {
    /** Returns the number of the disk in its server, from 0. */
    int index();

    /** Returns the size of the disk in bytes. */
    long sizeBytes();

    /** Returns how many bytes of the source were in use. */
    long usedBytes();

    /**
     * Returns how many bytes differed from the target and were sent or zeroed, before compression, over all tries. Where a crash left
     * unknown what the target holds, all that was sent or zeroed counts, so that it may be more than what differed.
     */
    long changedBytes();

    /** Returns how many bytes of data were sent, before compression, over all tries. */
    long transferredBytes();

    /** Returns how many bytes crossed the wire in both directions, over all tries. */
    long wireBytes();

    /** Returns the digest of the whole disk: the root over its chunks' digests, in lower-case hexadecimal. */
    String digest();

    /** Returns whether the target was read back and compared. */
    boolean verified();

    /** Returns what the receiver signed of this; empty if the transport has no such thing. */
    Optional<Attestation> attestation();

    /** Returns a builder. */
    static Builder builder() {
        return new Builder();
    }

    /** Returns a value that {@code spec} describes. */
    static DiskResult of(Consumer<Builder> spec) {
        Builder builder = builder();
        spec.accept(builder);
        return builder.build();
    }

    /** Returns a builder that starts from this value. */
    default Builder toBuilder() {
        return builder().from(this);
    }

    /** Builds a {@link DiskResult}. Not thread-safe. */
    final class Builder extends ImmutableDiskResult.Builder {
        Builder() {}
    }
}
