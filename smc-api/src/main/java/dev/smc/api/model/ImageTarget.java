package dev.smc.api.model;

import com.fasterxml.jackson.annotation.JsonTypeName;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import java.util.function.Consumer;
import org.immutables.value.Value;

/** A custom image as the target of a replication job. */
@Value.Immutable
@JsonTypeName("image")
@JsonSerialize(as = ImmutableImageTarget.class)
@JsonDeserialize(as = ImmutableImageTarget.class)
public interface ImageTarget extends Target {
    /** Returns the region: {@code local} is the local cloud. */
    @Override
    String region();

    /**
     * Returns what the image's name starts with: 2 to 128 characters, starting with a letter, of letters, digits and
     * {@code : _ . -}. Images of a job that keeps syncing get {@code _CYCLE_} and the number of the round. If an image of that
     * name exists, {@code _} and the job's id are appended.
     */
    String imageName();

    /** Returns the format of the image's files. Default: {@link ImageFormat#RAW}. */
    @Value.Default
    default ImageFormat format() {
        return ImageFormat.RAW;
    }

    /** Returns a builder. */
    static Builder builder() {
        return new Builder();
    }

    /** Returns a value that {@code spec} describes. */
    static ImageTarget of(Consumer<Builder> spec) {
        Builder builder = builder();
        spec.accept(builder);
        return builder.build();
    }

    /** Returns a builder that starts from this value. */
    default Builder toBuilder() {
        return builder().from(this);
    }

    /** Builds a {@link ImageTarget}. Not thread-safe. */
    final class Builder extends ImmutableImageTarget.Builder {
        Builder() {}
    }
}
