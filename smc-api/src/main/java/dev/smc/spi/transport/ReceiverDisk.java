package dev.smc.spi.transport;

import dev.smc.spi.disk.BlockTarget;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.immutables.value.Value;

/** A disk that a receiver writes. */
@Value.Immutable
public interface ReceiverDisk {
    /** Returns the number of the disk in its server, from 0. */
    int index();

    /** Returns the disk. */
    BlockTarget target();

    /**
     * Returns a directory of this disk alone, on stable storage, where the receiver keeps its durable record of what the target
     * holds. It must live as long as the disk and be deleted with it. Created if missing.
     */
    Path stateDirectory();

    /**
     * Returns whether the disk reads as zeros wherever the receiver's record does not say otherwise, as a newly created disk
     * does. If not, what the record does not tell of is read and compared, so that only what differs is sent: for a disk that holds
     * something, or one whose record was lost. Default: {@code true}.
     */
    @Value.Default
    default boolean initiallyZero() {
        return true;
    }

    /** Returns a builder. */
    static Builder builder() {
        return new Builder();
    }

    /** Returns a value that {@code spec} describes. */
    static ReceiverDisk of(Consumer<Builder> spec) {
        Builder builder = builder();
        spec.accept(builder);
        return builder.build();
    }

    /** Returns a builder that starts from this value. */
    default Builder toBuilder() {
        return builder().from(this);
    }

    /** Builds a {@link ReceiverDisk}. Not thread-safe. */
    final class Builder extends ImmutableReceiverDisk.Builder {
        Builder() {}
    }
}
