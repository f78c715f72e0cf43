package dev.smc.spi.transport;

import dev.smc.spi.disk.AllocationMap;
import dev.smc.spi.disk.BlockSource;
import java.util.Optional;
import java.util.function.Consumer;
import org.immutables.value.Value;

/** A disk to replicate. */
@Value.Immutable
public interface DiskReplication {
    /** Returns the number of the disk in its server, from 0. */
    int index();

    /** Returns the number of the sync round, from 1. */
    int round();

    /** Returns the source. */
    BlockSource source();

    /** Returns what is in use of the source; everything else becomes zeros. Its size is the source's. */
    AllocationMap used();

    /**
     * Returns what may differ from what the last call for this disk made of the target, if that call returned and this is known: where
     * the source may have been written since, and where {@link #used()} is another. Its size is the source's. Empty if it is not
     * known: then everything in use is read.
     *
     * <p>Outside of it the receiver's durable record is believed, and the source is not read; what the record does not know is read
     * all the same.
     */
    Optional<AllocationMap> changed();

    /** Returns a builder. */
    static Builder builder() {
        return new Builder();
    }

    /** Returns a value that {@code spec} describes. */
    static DiskReplication of(Consumer<Builder> spec) {
        Builder builder = builder();
        spec.accept(builder);
        return builder.build();
    }

    /** Returns a builder that starts from this value. */
    default Builder toBuilder() {
        return builder().from(this);
    }

    /** Builds a {@link DiskReplication}. Not thread-safe. */
    final class Builder extends ImmutableDiskReplication.Builder {
        Builder() {}
    }
}
