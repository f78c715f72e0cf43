package dev.smc.api.model;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.function.Consumer;
import org.immutables.value.Value;

/** A time of each day with a bandwidth limit of its own. */
@Value.Immutable
@JsonSerialize(as = ImmutableBandwidthWindow.class)
@JsonDeserialize(as = ImmutableBandwidthWindow.class)
public interface BandwidthWindow {
    /** Returns when it begins. */
    LocalTime start();

    /** Returns when it is over; not later than {@link #start()} means on the next day. */
    LocalTime end();

    /** Returns the limit in that time. */
    Bandwidth limit();

    /** Returns where these are the times of the day. Default: where this value was made. */
    @Value.Default
    default ZoneId zone() {
        return ZoneId.systemDefault();
    }

    /** Returns whether an instant lies in it. */
    default boolean contains(Instant instant) {
        LocalTime time = instant.atZone(zone()).toLocalTime();
        boolean begun = !time.isBefore(start());
        boolean over = !time.isBefore(end());
        return start().isBefore(end()) ? begun && !over : begun || !over;
    }

    /** Returns a builder. */
    static Builder builder() {
        return new Builder();
    }

    /** Returns a value that {@code spec} describes. */
    static BandwidthWindow of(Consumer<Builder> spec) {
        Builder builder = builder();
        spec.accept(builder);
        return builder.build();
    }

    /** Returns a builder that starts from this value. */
    default Builder toBuilder() {
        return builder().from(this);
    }

    /** Builds a {@link BandwidthWindow}. Not thread-safe. */
    final class Builder extends ImmutableBandwidthWindow.Builder {
        Builder() {}
    }
}
