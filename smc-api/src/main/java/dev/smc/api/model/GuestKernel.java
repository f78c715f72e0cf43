package dev.smc.api.model;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.immutables.value.Value;

/** A kernel of a guest. */
@Value.Immutable
@JsonSerialize(as = ImmutableGuestKernel.class)
@JsonDeserialize(as = ImmutableGuestKernel.class)
public interface GuestKernel {
    /** Returns its release, as {@code uname -r} names it. */
    String release();

    /** Returns the path of its image. */
    String image();

    /** Returns the path of its initramfs, if it has one. */
    Optional<String> initramfs();

    /** Returns the drivers that it lacks at the start, of those that ECS needs; neither built in nor in the initramfs. */
    List<String> missingDrivers();

    /** Returns a builder. */
    static Builder builder() {
        return new Builder();
    }

    /** Returns a value that {@code spec} describes. */
    static GuestKernel of(Consumer<Builder> spec) {
        Builder builder = builder();
        spec.accept(builder);
        return builder.build();
    }

    /** Returns a builder that starts from this value. */
    default Builder toBuilder() {
        return builder().from(this);
    }

    /** Builds a {@link GuestKernel}. Not thread-safe. */
    final class Builder extends ImmutableGuestKernel.Builder {
        Builder() {}
    }
}
