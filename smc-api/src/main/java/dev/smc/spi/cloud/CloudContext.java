package dev.smc.spi.cloud;

import dev.smc.spi.transport.Transport;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.function.Consumer;
import org.immutables.value.Value;

/** What a cloud gets of its host. */
@Value.Immutable
public interface CloudContext {
    /** Returns a directory that this cloud may keep files in; its own, not yet created. */
    Path directory();

    /** Returns the transport whose receiver an intermediate instance runs. */
    Transport transport();

    /**
     * Returns whether file systems of guests may be mounted on this machine, to make larger those that only grow while mounted,
     * and to adapt guests on those that can only be written while mounted. Default: {@code false}, because the kernel trusts what
     * it mounts.
     */
    @Value.Default
    default boolean mayMount() {
        return false;
    }

    /**
     * Returns whether programs of guests may be run on this machine, in a {@code chroot} with name spaces of their own, to adapt
     * guests; takes {@link #mayMount()} as well. Default: {@code false}, because they are run as root.
     */
    @Value.Default
    default boolean mayRunGuests() {
        return false;
    }

    /** Returns the clock. */
    InstantSource clock();

    /** Returns a builder. */
    static Builder builder() {
        return new Builder();
    }

    /** Returns a value that {@code spec} describes. */
    static CloudContext of(Consumer<Builder> spec) {
        Builder builder = builder();
        spec.accept(builder);
        return builder.build();
    }

    /** Returns a builder that starts from this value. */
    default Builder toBuilder() {
        return builder().from(this);
    }

    /** Builds a {@link CloudContext}. Not thread-safe. */
    final class Builder extends ImmutableCloudContext.Builder {
        Builder() {}
    }
}
