package dev.smc.spi.cloud;

import java.net.InetSocketAddress;
import java.util.function.Consumer;
import org.immutables.value.Value;

/** A running intermediate instance. */
@Value.Immutable
public interface IntermediateInstance {
    /** Returns its identifier. */
    String id();

    /** Returns where its receiver listens. */
    InetSocketAddress address();

    /** Returns a builder. */
    static Builder builder() {
        return new Builder();
    }

    /** Returns a value that {@code spec} describes. */
    static IntermediateInstance of(Consumer<Builder> spec) {
        Builder builder = builder();
        spec.accept(builder);
        return builder.build();
    }

    /** Returns a builder that starts from this value. */
    default Builder toBuilder() {
        return builder().from(this);
    }

    /** Builds a {@link IntermediateInstance}. Not thread-safe. */
    final class Builder extends ImmutableIntermediateInstance.Builder {
        Builder() {}
    }
}
