package dev.smc.api.model;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.immutables.value.Value;

/** Where a server runs, as far as its disks and what is known of its machine tell. */
@Value.Immutable
@JsonSerialize(as = ImmutablePlatform.class)
@JsonDeserialize(as = ImmutablePlatform.class)
public interface Platform {
    /** A platform of which nothing is known. */
    Platform UNKNOWN = of(p -> p.id("unknown").name("unknown").kind(PlatformKind.UNKNOWN));

    /** Returns the identifier that the rules use: {@code vmware}, {@code aws}, {@code aliyun}, ..., or {@code unknown}. */
    String id();

    /** Returns the name for people. */
    String name();

    /** Returns what kind of place it is. */
    PlatformKind kind();

    /** Returns how sure this is, in percent; 0 for an unknown platform. */
    @Value.Default
    default int confidence() {
        return 0;
    }

    /** Returns what spoke for it, strongest first: each the facts found and where the rule comes from. */
    List<String> evidence();

    /** Returns other platforms that something spoke for, as {@code name (percent)}, most likely first. */
    List<String> others();

    /**
     * Returns every fact that was found, whether a rule knew it or not, so that a rule for an unknown platform can be written.
     * Serial numbers and identifiers of the machine are not among them.
     */
    @JsonFormat(with = JsonFormat.Feature.WRITE_SORTED_MAP_ENTRIES)
    Map<String, String> facts();

    /** Returns a builder. */
    static Builder builder() {
        return new Builder();
    }

    /** Returns a value that {@code spec} describes. */
    static Platform of(Consumer<Builder> spec) {
        Builder builder = builder();
        spec.accept(builder);
        return builder.build();
    }

    /** Returns a builder that starts from this value. */
    default Builder toBuilder() {
        return builder().from(this);
    }

    /** Builds a {@link Platform}. Not thread-safe. */
    final class Builder extends ImmutablePlatform.Builder {
        Builder() {}
    }
}
