package dev.smc.api.model;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import java.util.function.Consumer;
import org.immutables.value.Value;

/** One item of an image check. */
@Value.Immutable
@JsonSerialize(as = ImmutableCheckItem.class)
@JsonDeserialize(as = ImmutableCheckItem.class)
public interface CheckItem {
    /** Returns its code: that of the image check of ECS, such as {@code GUESTOS.Virtio}, or one that starts with {@code SOURCE.}. */
    String code();

    /** Returns what came out. */
    CheckStatus status();

    /** Returns what was found, for people. */
    String detail();

    /** Returns what to do about it; empty if nothing is to be done. */
    @Value.Default
    default String remedy() {
        return "";
    }

    /** Returns a builder. */
    static Builder builder() {
        return new Builder();
    }

    /** Returns a value that {@code spec} describes. */
    static CheckItem of(Consumer<Builder> spec) {
        Builder builder = builder();
        spec.accept(builder);
        return builder.build();
    }

    /** Returns a builder that starts from this value. */
    default Builder toBuilder() {
        return builder().from(this);
    }

    /** Builds a {@link CheckItem}. Not thread-safe. */
    final class Builder extends ImmutableCheckItem.Builder {
        Builder() {}
    }
}
