package dev.smc.api.model;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import java.util.List;
import java.util.function.Consumer;
import org.immutables.value.Value;

/** What was found on the disks of a server. */
@Value.Immutable
@JsonSerialize(as = ImmutableServerLayout.class)
@JsonDeserialize(as = ImmutableServerLayout.class)
public interface ServerLayout {
    /** Returns what was found on each disk, the system disk first. */
    List<DiskLayout> disks();

    /** Returns the logical volumes, which may span disks, by name. */
    List<VolumeInfo> volumes();

    /** Returns where the server runs, as far as its disks and what is known of its machine tell. */
    @Value.Default
    default Platform platform() {
        return Platform.UNKNOWN;
    }

    /** Returns how many bytes of all disks must be copied. */
    default long usedBytes() {
        return disks().stream().mapToLong(DiskLayout::usedBytes).sum();
    }

    /** Returns what starts the guest: what was found on the system disk. */
    default Firmware firmware() {
        return disks().isEmpty() ? Firmware.UNKNOWN : disks().get(0).firmware();
    }

    /** Returns a builder. */
    static Builder builder() {
        return new Builder();
    }

    /** Returns a value that {@code spec} describes. */
    static ServerLayout of(Consumer<Builder> spec) {
        Builder builder = builder();
        spec.accept(builder);
        return builder.build();
    }

    /** Returns a builder that starts from this value. */
    default Builder toBuilder() {
        return builder().from(this);
    }

    /** Builds a {@link ServerLayout}. Not thread-safe. */
    final class Builder extends ImmutableServerLayout.Builder {
        Builder() {}
    }
}
