package dev.smc.api.model;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import java.util.function.Consumer;
import org.immutables.value.Value;

/** Something that was left out on purpose. */
@Value.Immutable
@JsonSerialize(as = ImmutableSkippedItem.class)
@JsonDeserialize(as = ImmutableSkippedItem.class)
public interface SkippedItem {
    /** Returns what was left out, such as {@code disk 1}. */
    String name();

    /** Returns why. */
    String reason();

    /** Returns a builder. */
    static Builder builder() {
        return new Builder();
    }

    /** Returns a value that {@code spec} describes. */
    static SkippedItem of(Consumer<Builder> spec) {
        Builder builder = builder();
        spec.accept(builder);
        return builder.build();
    }

    /** Returns a builder that starts from this value. */
    default Builder toBuilder() {
        return builder().from(this);
    }

    /** Builds a {@link SkippedItem}. Not thread-safe. */
    final class Builder extends ImmutableSkippedItem.Builder {
        Builder() {}
    }
}
