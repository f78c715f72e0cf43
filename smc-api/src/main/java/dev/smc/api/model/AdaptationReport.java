package dev.smc.api.model;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.immutables.value.Value;

/** What an adaptation changes in a guest, or would change. */
@Value.Immutable
@JsonSerialize(as = ImmutableAdaptationReport.class)
@JsonDeserialize(as = ImmutableAdaptationReport.class)
public interface AdaptationReport {
    /** Returns the guest; empty if none was recognised. */
    Optional<GuestInfo> guest();

    /** Returns the edits, in their order; none if the guest is adapted already. */
    List<GuestEdit> edits();

    /** Returns what should be changed, but cannot be, with the reasons and ways out. */
    List<SkippedItem> notDone();

    /** Returns what users should know, such as addresses that the guest gives up. */
    List<String> notes();

    /** Returns whether the edits were made. */
    @Value.Default
    default boolean applied() {
        return false;
    }

    /** Returns how many bytes of the disks the edits change. */
    @Value.Default
    default long changedBytes() {
        return 0;
    }

    /** Returns a builder. */
    static Builder builder() {
        return new Builder();
    }

    /** Returns a value that {@code spec} describes. */
    static AdaptationReport of(Consumer<Builder> spec) {
        Builder builder = builder();
        spec.accept(builder);
        return builder.build();
    }

    /** Returns a builder that starts from this value. */
    default Builder toBuilder() {
        return builder().from(this);
    }

    /** Builds a {@link AdaptationReport}. Not thread-safe. */
    final class Builder extends ImmutableAdaptationReport.Builder {
        Builder() {}
    }
}
