package dev.smc.spi.transport;

import dev.smc.api.model.TransferOptions;
import java.net.InetSocketAddress;
import java.util.function.Consumer;
import org.immutables.value.Value;

/** What a sender needs to know to open a channel. */
@Value.Immutable
public interface ChannelSpec {
    /** Returns the job. */
    String jobId();

    /** Returns the epoch of the job's owner. */
    long epoch();

    /** Returns the sender's identity, as minted for this run. */
    PeerIdentity identity();

    /** Returns the receiver's address. */
    InetSocketAddress address();

    /** Returns how the blocks travel. */
    TransferOptions options();

    /** Returns a builder. */
    static Builder builder() {
        return new Builder();
    }

    /** Returns a value that {@code spec} describes. */
    static ChannelSpec of(Consumer<Builder> spec) {
        Builder builder = builder();
        spec.accept(builder);
        return builder.build();
    }

    /** Returns a builder that starts from this value. */
    default Builder toBuilder() {
        return builder().from(this);
    }

    /** Builds a {@link ChannelSpec}. Not thread-safe. */
    final class Builder extends ImmutableChannelSpec.Builder {
        Builder() {}
    }
}
