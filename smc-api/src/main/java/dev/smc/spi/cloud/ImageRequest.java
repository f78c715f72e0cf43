package dev.smc.spi.cloud;

import dev.smc.api.model.AdaptationOptions;
import dev.smc.api.model.DiskLayout;
import dev.smc.api.model.Firmware;
import dev.smc.api.model.ImageFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.immutables.value.Value;

/** An image to create. */
@Value.Immutable
public interface ImageRequest {
    /** Returns what every request carries; the name is the image's. */
    Creation creation();

    /** Returns the disks, the system disk first. */
    List<ImageRequestDisk> disks();

    /** Returns the format of the image. */
    ImageFormat format();

    /** Returns what starts the guest. */
    Firmware firmware();

    /** Returns the source server. */
    String sourceId();

    /** Returns the source server's name. */
    String sourceName();

    /** Returns the number of the sync round. */
    int round();

    /**
     * Returns what may be changed in the guest so that it starts on this cloud. The image then has the changed disks, and says in
     * {@link dev.smc.api.model.Image#adaptation()} what was changed; the disks that were sent stay as they are, or are restored.
     * Empty, the default, if nothing may be changed.
     */
    Optional<AdaptationOptions> adaptation();

    /**
     * Returns what was on the disks of the source, in their order there. A plan may have put it elsewhere; but the guest knows its
     * partitions by the numbers that they had.
     */
    List<DiskLayout> sourceDisks();

    /** Returns a builder. */
    static Builder builder() {
        return new Builder();
    }

    /** Returns a value that {@code spec} describes. */
    static ImageRequest of(Consumer<Builder> spec) {
        Builder builder = builder();
        spec.accept(builder);
        return builder.build();
    }

    /** Returns a builder that starts from this value. */
    default Builder toBuilder() {
        return builder().from(this);
    }

    /** Builds a {@link ImageRequest}. Not thread-safe. */
    final class Builder extends ImmutableImageRequest.Builder {
        Builder() {}
    }
}
