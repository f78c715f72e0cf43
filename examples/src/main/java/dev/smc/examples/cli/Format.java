package dev.smc.examples.cli;

import dev.smc.api.model.Bottleneck;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** Writes figures for people. */
final class Format {
    private static final List<String> UNITS = List.of("B", "KiB", "MiB", "GiB", "TiB", "PiB");

    private Format() {}

    /** Returns a number of bytes in the largest unit that leaves a number of at least 1. */
    static String bytes(long bytes) {
        return number(bytes, unit(bytes)) + " " + UNITS.get(unit(bytes));
    }

    /** Returns a part and the whole in the unit of the whole. */
    static String partOf(long part, long whole) {
        return number(part, unit(whole)) + " of " + bytes(whole);
    }

    private static int unit(long bytes) {
        return Math.min(UNITS.size() - 1, (63 - Long.numberOfLeadingZeros(Math.max(1, bytes))) / 10);
    }

    private static String number(long bytes, int unit) {
        return unit == 0
                ? Long.toString(bytes)
                : String.format(Locale.ROOT, "%.1f", (double) bytes / (1L << (10 * unit)));
    }

    /** Returns what a transfer waits for, as it follows "limited by". */
    static String bottleneck(Bottleneck on) {
        return switch (on) {
            case SOURCE -> "source";
            case CPU -> "CPU";
            case NETWORK -> "network";
            case BANDWIDTH_LIMIT -> "bandwidth limit";
            case TARGET -> "target";
        };
    }

    static String speed(long bytesPerSecond) {
        return bytes(bytesPerSecond) + "/s";
    }

    /** Returns a time as seconds while it is short, then as minutes and hours: {@code 3.4 s}, {@code 2:05}, {@code 1:02:05}. */
    static String time(Duration time) {
        if (time.toMillis() < 60_000) {
            return String.format(Locale.ROOT, "%.1f s", time.toMillis() / 1000.0);
        }
        return time.toHours() > 0
                ? String.format(Locale.ROOT, "%d:%02d:%02d", time.toHours(), time.toMinutesPart(), time.toSecondsPart())
                : String.format(Locale.ROOT, "%d:%02d", time.toMinutes(), time.toSecondsPart());
    }

    static String percent(long part, long whole) {
        return whole == 0 ? "0 %" : Math.round(100.0 * part / whole) + " %";
    }

    /** Returns the speed at which an amount was dealt with in a time. */
    static String speed(long bytes, Duration time) {
        return speed(bytes * 1000 / Math.max(1, time.toMillis()));
    }
}
