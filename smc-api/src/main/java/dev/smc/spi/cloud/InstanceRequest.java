package dev.smc.spi.cloud;

import dev.smc.api.model.Encryption;
import dev.smc.spi.transport.PeerIdentity;
import java.util.Map;
import java.util.function.Consumer;
import org.immutables.value.Value;

/** An intermediate instance to start. */
@Value.Immutable
public interface InstanceRequest {
    /** Returns what every request carries. */
    Creation creation();

    /** Returns the temporary disks by the number of their source disk. */
    Map<Integer, String> diskIds();

    /** Returns the identity that its receiver proves itself with. */
    PeerIdentity identity();

    /** Returns whether the stream is encrypted. */
    Encryption encryption();

    /** Returns a builder. */
    static Builder builder() {
        return new Builder();
    }

    /** Returns a value that {@code spec} describes. */
    static InstanceRequest of(Consumer<Builder> spec) {
        Builder builder = builder();
        spec.accept(builder);
        return builder.build();
    }

    /** Returns a builder that starts from this value. */
    default Builder toBuilder() {
        return builder().from(this);
    }

    /** Builds a {@link InstanceRequest}. Not thread-safe. */
    final class Builder extends ImmutableInstanceRequest.Builder {
        Builder() {}
    }
}
