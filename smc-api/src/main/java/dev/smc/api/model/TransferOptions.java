package dev.smc.api.model;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import org.immutables.value.Value;

/** How the blocks travel. */
@Value.Immutable
@JsonSerialize(as = ImmutableTransferOptions.class)
@JsonDeserialize(as = ImmutableTransferOptions.class)
public interface TransferOptions {
    /** Returns the compression level: 0 (none) to 10 (smallest). Default: 7, as in Alibaba Cloud SMC. */
    @Value.Default
    default int compressionLevel() {
        return 7;
    }

    /**
     * Returns whether the level changes while the transfer runs, from {@link #compressionLevel()} on: up, as far as 10, while the
     * network or the bandwidth limit is what limits and the processors have time; down, as far as 1, while they have none. Level 0
     * stays. Default: {@code false}.
     */
    @Value.Default
    default boolean adaptCompression() {
        return false;
    }

    /** Returns the limit on bytes on the wire, shared by all disks of the job. Default: none. */
    @Value.Default
    default Bandwidth bandwidthLimit() {
        return Bandwidth.unlimited();
    }

    /** Returns times of the day with a limit of their own; the first one counts that contains an instant. Default: none. */
    List<BandwidthWindow> bandwidthWindows();

    /** Returns the limit that holds at an instant. */
    default Bandwidth bandwidthLimitAt(Instant instant) {
        return bandwidthWindows().stream()
                .filter(window -> window.contains(instant))
                .findFirst()
                .map(BandwidthWindow::limit)
                .orElse(bandwidthLimit());
    }

    /**
     * Returns whether the target is read back at the end of each round and compared by digest: all of it but the holes of a sparse
     * file, so a block device is read to its end. Frames on the wire are always checked. Default: {@code false}, as in Alibaba Cloud SMC.
     */
    @Value.Default
    default boolean verifyChecksums() {
        return false;
    }

    /** Returns whether the data stream is encrypted. Default: {@link Encryption#AUTO}. */
    @Value.Default
    default Encryption encryption() {
        return Encryption.AUTO;
    }

    /**
     * Returns how many connections each disk may use at once, 1 to 8. More than one are opened only where the network is what limits:
     * several go faster where it delays or loses packets, or slows each connection down. Default: 4.
     */
    @Value.Default
    default int streams() {
        return 4;
    }

    /** Returns a builder. */
    static Builder builder() {
        return new Builder();
    }

    /** Returns a value that {@code spec} describes. */
    static TransferOptions of(Consumer<Builder> spec) {
        Builder builder = builder();
        spec.accept(builder);
        return builder.build();
    }

    /** Returns a builder that starts from this value. */
    default Builder toBuilder() {
        return builder().from(this);
    }

    /** Builds a {@link TransferOptions}. Not thread-safe. */
    final class Builder extends ImmutableTransferOptions.Builder {
        Builder() {}
    }
}
