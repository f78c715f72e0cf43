package dev.smc.api.model;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import java.util.List;
import java.util.function.Consumer;
import org.immutables.value.Value;

/** What a job makes of the disks of a server: the outcome of its partition plan. */
@Value.Immutable
@JsonSerialize(as = ImmutableTargetLayout.class)
@JsonDeserialize(as = ImmutableTargetLayout.class)
public interface TargetLayout {
    /** Returns the disks, the system disk first. */
    List<TargetDisk> disks();

    /** Returns what is left out, with the reasons. */
    List<SkippedItem> skipped();

    /** Returns what a user should know: partitions that get other numbers, file systems that will not fill theirs. */
    List<String> notes();

    /** Returns the disks before and after as text: a bar and a table of partitions for each, at most 100 columns wide. */
    default String compare(SourceServer source) {
        return new LayoutText(source, this).toString();
    }

    /** Returns a builder. */
    static Builder builder() {
        return new Builder();
    }

    /** Returns a value that {@code spec} describes. */
    static TargetLayout of(Consumer<Builder> spec) {
        Builder builder = builder();
        spec.accept(builder);
        return builder.build();
    }

    /** Returns a builder that starts from this value. */
    default Builder toBuilder() {
        return builder().from(this);
    }

    /** Builds a {@link TargetLayout}. Not thread-safe. */
    final class Builder extends ImmutableTargetLayout.Builder {
        Builder() {}
    }
}
