package dev.smc.api.model;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.immutables.value.Value;

/** The operating system on the disks of a server. */
@Value.Immutable
@JsonSerialize(as = ImmutableGuestInfo.class)
@JsonDeserialize(as = ImmutableGuestInfo.class)
public interface GuestInfo {
    /** Returns {@code linux} or {@code windows}. */
    String family();

    /** Returns which one it is, such as {@code debian}. */
    String distribution();

    /** Returns its version; empty if it has none. */
    String version();

    /** Returns its name for people. */
    String name();

    /** Returns the architecture of its programs, such as {@code x86_64}; empty if that is not known. */
    Optional<String> architecture();

    /** Returns what starts it. */
    Firmware firmware();

    /** Returns where its root file system lies, for people. */
    String root();

    /** Returns its kernels, in the order in which they were found. */
    List<GuestKernel> kernels();

    /**
     * Returns facts of a Linux by name: {@code init}, {@code packages}, {@code bootLoader}, {@code network} (what configures it),
     * {@code cloudInit}, {@code ssh}, {@code agents} (of platforms), {@code selinux} (its mode), {@code clock} (what the hardware clock
     * is taken for), {@code hostname}. What is not there is {@code none}, what there are several of is separated by commas.
     */
    @JsonFormat(with = JsonFormat.Feature.WRITE_SORTED_MAP_ENTRIES)
    Map<String, String> facts();

    /** Returns other systems on the same disks, for people. */
    List<String> others();

    /** Returns a builder. */
    static Builder builder() {
        return new Builder();
    }

    /** Returns a value that {@code spec} describes. */
    static GuestInfo of(Consumer<Builder> spec) {
        Builder builder = builder();
        spec.accept(builder);
        return builder.build();
    }

    /** Returns a builder that starts from this value. */
    default Builder toBuilder() {
        return builder().from(this);
    }

    /** Builds a {@link GuestInfo}. Not thread-safe. */
    final class Builder extends ImmutableGuestInfo.Builder {
        Builder() {}
    }
}
