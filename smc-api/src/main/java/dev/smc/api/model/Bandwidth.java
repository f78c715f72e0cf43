package dev.smc.api.model;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.smc.api.error.InvalidSpecException;

/** A limit on bytes on the wire, in megabits (10^6 bits) per second; 0 means none. */
public final class Bandwidth {
    private static final Bandwidth UNLIMITED = new Bandwidth(0);
    private static final long MAX_MBPS = 1_000_000;

    private final long mbps;

    private Bandwidth(long mbps) {
        this.mbps = mbps;
    }

    /** Returns no limit. */
    public static Bandwidth unlimited() {
        return UNLIMITED;
    }

    /**
     * Returns a limit in megabits per second.
     *
     * @param mbps 1 to 1,000,000, or 0 for no limit
     * @throws InvalidSpecException if it is outside that range
     */
    @JsonCreator
    public static Bandwidth ofMbps(long mbps) {
        if (mbps < 0 || mbps > MAX_MBPS) {
            throw new InvalidSpecException(
                    "bandwidthLimit", "must be 0 (no limit) to " + MAX_MBPS + " Mbps, but is " + mbps);
        }
        return mbps == 0 ? UNLIMITED : new Bandwidth(mbps);
    }

    /** Returns whether there is no limit. */
    public boolean isUnlimited() {
        return mbps == 0;
    }

    /** Returns the limit in megabits per second, 0 for none. */
    @JsonValue
    public long mbps() {
        return mbps;
    }

    /** Returns the limit in bytes per second, 0 for none. */
    public long bytesPerSecond() {
        return mbps * 1_000_000 / 8;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Bandwidth bandwidth && mbps == bandwidth.mbps;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(mbps);
    }

    @Override
    public String toString() {
        return isUnlimited() ? "unlimited" : mbps + " Mbps";
    }
}
