package dev.smc.api.model;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import java.util.List;
import java.util.function.Consumer;
import org.immutables.value.Value;

/** An edit of one file of a guest. */
@Value.Immutable
@JsonSerialize(as = ImmutableGuestEdit.class)
@JsonDeserialize(as = ImmutableGuestEdit.class)
public interface GuestEdit {
    /** Returns the part of the adaptation that wants it, such as {@code fstab}. */
    String step();

    /** Returns the path of the file in the guest. */
    String path();

    /** Returns why, for people. */
    List<String> reasons();

    /** Returns what changes, as {@code diff -u} shows it; of what is no text, its sizes and what it gets. Secrets are not shown. */
    String diff();

    /** Returns a builder. */
    static Builder builder() {
        return new Builder();
    }

    /** Returns a value that {@code spec} describes. */
    static GuestEdit of(Consumer<Builder> spec) {
        Builder builder = builder();
        spec.accept(builder);
        return builder.build();
    }

    /** Returns a builder that starts from this value. */
    default Builder toBuilder() {
        return builder().from(this);
    }

    /** Builds a {@link GuestEdit}. Not thread-safe. */
    final class Builder extends ImmutableGuestEdit.Builder {
        Builder() {}
    }
}
