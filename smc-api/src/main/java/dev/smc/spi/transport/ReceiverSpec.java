package dev.smc.spi.transport;

import dev.smc.api.model.Encryption;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.function.Consumer;
import org.immutables.value.Value;

/** What a receiver needs to know. */
@Value.Immutable
public interface ReceiverSpec {
    /** Returns the job. Senders of another job are refused. */
    String jobId();

    /** Returns the epoch of the job's owner. Senders of an older epoch are refused. */
    long epoch();

    /** Returns the receiver's identity, as minted for this run. */
    PeerIdentity identity();

    /**
     * Returns whether the stream is encrypted. Must be as in
     * {@link dev.smc.api.model.TransferOptions#encryption()} of the sender. Default: {@link Encryption#AUTO}.
     */
    @Value.Default
    default Encryption encryption() {
        return Encryption.AUTO;
    }

    /** Returns the address to listen on; port 0 takes a free one. */
    InetSocketAddress bindAddress();

    /** Returns the disks to write. */
    List<ReceiverDisk> disks();

    /** Returns a builder. */
    static Builder builder() {
        return new Builder();
    }

    /** Returns a value that {@code spec} describes. */
    static ReceiverSpec of(Consumer<Builder> spec) {
        Builder builder = builder();
        spec.accept(builder);
        return builder.build();
    }

    /** Returns a builder that starts from this value. */
    default Builder toBuilder() {
        return builder().from(this);
    }

    /** Builds a {@link ReceiverSpec}. Not thread-safe. */
    final class Builder extends ImmutableReceiverSpec.Builder {
        Builder() {}
    }
}
