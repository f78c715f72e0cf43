package dev.smc.api.model;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.immutables.value.Value;

/** How to start a guest to see whether it comes up. */
@Value.Immutable
@JsonSerialize(as = ImmutableBootOptions.class)
@JsonDeserialize(as = ImmutableBootOptions.class)
public interface BootOptions {
    /** Returns what starts it. Default: what was found on its system disk. */
    Optional<Firmware> firmware();

    /** Returns how its disks are attached: {@code virtio}, as on ECS, {@code nvme} or {@code ide}. Default: {@code virtio}. */
    @Value.Default
    default String diskBus() {
        return "virtio";
    }

    /** Returns its memory in MiB, 256 to 65536. Default: 1024. */
    @Value.Default
    default int memoryMib() {
        return 1024;
    }

    /** Returns how long to wait for a sign of life, more than 0. Default: 5 minutes, or 15 where this machine cannot virtualise. */
    Optional<Duration> timeLimit();

    /** Checks the rules; building a value that breaks some throws. */
    @Value.Check
    default void check() {
        SpecRules.check(this);
    }

    /** Returns a builder. */
    static Builder builder() {
        return new Builder();
    }

    /** Returns a value that {@code spec} describes. */
    static BootOptions of(Consumer<Builder> spec) {
        Builder builder = builder();
        spec.accept(builder);
        return builder.build();
    }

    /** Returns a builder that starts from this value. */
    default Builder toBuilder() {
        return builder().from(this);
    }

    /** Builds a {@link BootOptions}. Not thread-safe. */
    final class Builder extends ImmutableBootOptions.Builder {
        Builder() {}
    }
}
