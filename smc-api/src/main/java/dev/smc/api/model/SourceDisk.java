package dev.smc.api.model;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import java.util.function.Consumer;
import org.immutables.value.Value;

/** A disk of a source server, as found when it was registered. */
@Value.Immutable
@JsonSerialize(as = ImmutableSourceDisk.class)
@JsonDeserialize(as = ImmutableSourceDisk.class)
public interface SourceDisk {
    /** Returns the number of the disk in its server, from 0; disk 0 is the system disk. */
    int index();

    /** Returns where the disk is. */
    DiskLocation location();

    /** Returns what was found on it. */
    DiskLayout layout();

    /** Returns a builder. */
    static Builder builder() {
        return new Builder();
    }

    /** Returns a value that {@code spec} describes. */
    static SourceDisk of(Consumer<Builder> spec) {
        Builder builder = builder();
        spec.accept(builder);
        return builder.build();
    }

    /** Returns a builder that starts from this value. */
    default Builder toBuilder() {
        return builder().from(this);
    }

    /** Builds a {@link SourceDisk}. Not thread-safe. */
    final class Builder extends ImmutableSourceDisk.Builder {
        Builder() {}
    }
}
