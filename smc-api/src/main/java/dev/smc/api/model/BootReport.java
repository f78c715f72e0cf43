package dev.smc.api.model;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.immutables.value.Value;

/** What was seen when the disks of a server were started in a virtual machine. */
@Value.Immutable
@JsonSerialize(as = ImmutableBootReport.class)
@JsonDeserialize(as = ImmutableBootReport.class)
public interface BootReport {
    /** Returns what came of it. */
    BootOutcome outcome();

    /** Returns why, in one sentence: the sign of life or of failure that was seen, or what was missing. */
    String reason();

    /** Returns what ran the guest's instructions: {@code kvm}, or {@code tcg}, which is slow; none where nothing was started. */
    Optional<String> accelerator();

    /** Returns what started the guest. */
    Firmware firmware();

    /** Returns how the guest saw its disks: {@code virtio}, {@code ide} or {@code nvme}. */
    String diskBus();

    /** Returns which network card the guest saw: {@code virtio} or {@code e1000}. */
    String networkCard();

    /** Returns how long the virtual machine ran. */
    @Value.Default
    default Duration elapsed() {
        return Duration.ZERO;
    }

    /** Returns how long it took to the login prompt on the serial console, if one came. */
    Optional<Duration> timeToLogin();

    /** Returns the kernel's version as the serial console had it. */
    Optional<String> kernelVersion();

    /**
     * Returns the device of the root file system, or what the kernel was told about it, as the serial console had it; of a guest that
     * came up with a quiet kernel, what its boot loader tells.
     */
    Optional<String> rootDevice();

    /** Returns whether the guest took an address by DHCP, or answered on its SSH port. */
    @Value.Default
    default boolean networkUp() {
        return false;
    }

    /** Returns what was seen of the guest on its network, if anything. */
    Optional<String> networkEvidence();

    /** Returns the units that systemd could not start, as the serial console named them; at most 50. */
    List<String> failedUnits();

    /** Returns other lines of the serial console that tell of trouble, oldest first; at most 20. */
    List<String> warnings();

    /**
     * Returns the end of what the serial console said, without control characters; none if it said nothing. Some guests write
     * secrets there, such as a first password.
     */
    Optional<String> consoleTail();

    /** Returns a builder. */
    static Builder builder() {
        return new Builder();
    }

    /** Returns a value that {@code spec} describes. */
    static BootReport of(Consumer<Builder> spec) {
        Builder builder = builder();
        spec.accept(builder);
        return builder.build();
    }

    /** Returns a builder that starts from this value. */
    default Builder toBuilder() {
        return builder().from(this);
    }

    /** Builds a {@link BootReport}. Not thread-safe. */
    final class Builder extends ImmutableBootReport.Builder {
        Builder() {}
    }
}
