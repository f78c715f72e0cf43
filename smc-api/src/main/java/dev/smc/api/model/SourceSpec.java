package dev.smc.api.model;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.immutables.value.Value;

/** A source server to register. */
@Value.Immutable
@JsonSerialize(as = ImmutableSourceSpec.class)
@JsonDeserialize(as = ImmutableSourceSpec.class)
public interface SourceSpec {
    /**
     * Returns the server's name, unique among the sources: 2 to 128 characters, starting with a letter, of letters, digits and
     * {@code : _ . -} (the rule of Alibaba Cloud SMC). Required.
     */
    @Value.Default
    default String name() {
        return "";
    }

    /** Returns free text, at most 256 characters. Default: empty. */
    @Value.Default
    default String description() {
        return "";
    }

    /** Returns the disks, the system disk first: 1 to 17 (ECS takes one system disk and 16 data disks). Required. */
    List<DiskLocation> disks();

    /**
     * Returns what is known of the machine that the server runs on, to recognise its platform: {@code dmi.sys_vendor} and other
     * names that {@link MachineFacts} describes. Default: nothing, so that its disks alone tell.
     */
    Map<String, String> machine();

    /** Checks the rules; building a value that breaks some throws. */
    @Value.Check
    default void check() {
        SpecRules.check(this);
    }

    /** Returns a builder. */
    static Builder builder() {
        return new Builder();
    }

    /** Returns a value that {@code spec} describes. */
    static SourceSpec of(Consumer<Builder> spec) {
        Builder builder = builder();
        spec.accept(builder);
        return builder.build();
    }

    /** Returns a builder that starts from this value. */
    default Builder toBuilder() {
        return builder().from(this);
    }

    /** Builds a {@link SourceSpec}. Not thread-safe. */
    final class Builder extends ImmutableSourceSpec.Builder {
        Builder() {}

        /** Adds a disk image file or block device as the next disk; the first is the system disk. */
        public Builder addDisk(Path path) {
            return addDisk(DiskLocation.of(path));
        }

        /** Adds a disk by its address, such as {@code nbd://host/export}, as the next disk. */
        public Builder addDisk(String location) {
            return addDisk(DiskLocation.of(location));
        }
    }
}
