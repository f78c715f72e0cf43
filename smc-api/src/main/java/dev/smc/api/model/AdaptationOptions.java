package dev.smc.api.model;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import java.util.function.Consumer;
import org.immutables.value.Value;

/** What may be changed in a guest so that it starts and works on Alibaba Cloud ECS. */
@Value.Immutable
@JsonSerialize(as = ImmutableAdaptationOptions.class)
@JsonDeserialize(as = ImmutableAdaptationOptions.class)
public interface AdaptationOptions {
    /** Returns whether the guest is adapted at all. Default: {@code true}. */
    @Value.Default
    default boolean enabled() {
        return true;
    }

    /** Returns whether its first network interface gets its address by DHCP, as ECS wants it; if not, the network stays as it is, but for
     * names and addresses of the old hardware. Default: {@code true}. */
    @Value.Default
    default boolean dhcp() {
        return true;
    }

    /** Returns whether the kernel also writes to the serial console, where ECS shows its messages. Default: {@code true}. */
    @Value.Default
    default boolean serialConsole() {
        return true;
    }

    /** Returns whether the guest keeps its host name where cloud-init would give it that of the instance. Default: {@code true}. */
    @Value.Default
    default boolean keepHostname() {
        return true;
    }

    /** Returns options by which nothing is adapted. */
    static AdaptationOptions off() {
        return of(options -> options.enabled(false));
    }

    /** Returns a builder. */
    static Builder builder() {
        return new Builder();
    }

    /** Returns a value that {@code spec} describes. */
    static AdaptationOptions of(Consumer<Builder> spec) {
        Builder builder = builder();
        spec.accept(builder);
        return builder.build();
    }

    /** Returns a builder that starts from this value. */
    default Builder toBuilder() {
        return builder().from(this);
    }

    /** Builds a {@link AdaptationOptions}. Not thread-safe. */
    final class Builder extends ImmutableAdaptationOptions.Builder {
        Builder() {}
    }
}
