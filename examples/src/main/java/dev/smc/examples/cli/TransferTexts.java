package dev.smc.examples.cli;

import dev.smc.api.error.InvalidSpecException;
import dev.smc.api.model.Bandwidth;
import dev.smc.api.model.BandwidthWindow;
import dev.smc.api.model.TransferOptions;
import java.time.LocalTime;
import java.time.format.DateTimeParseException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Options of a transfer that are more than a number. */
final class TransferTexts {
    private static final Pattern WINDOW = Pattern.compile("(\\d\\d:\\d\\d)-(\\d\\d:\\d\\d)=(\\d{1,9})");

    private TransferTexts() {}

    /** Sets a level, or that it follows what limits. */
    static TransferOptions.Builder compression(TransferOptions.Builder options, String text) {
        if (text.equalsIgnoreCase("auto")) {
            return options.adaptCompression(true);
        }
        try {
            return options.compressionLevel(Integer.parseInt(text));
        } catch (NumberFormatException e) {
            throw new InvalidSpecException(
                    "transfer.compressionLevel", "must be 0 to 10, or auto, but is \"" + text + "\"");
        }
    }

    /** Reads a window, such as {@code 22:00-06:00=500}. */
    static BandwidthWindow window(String text) {
        Matcher parts = WINDOW.matcher(text);
        try {
            if (parts.matches()) {
                return BandwidthWindow.of(w -> w.start(LocalTime.parse(parts.group(1)))
                        .end(LocalTime.parse(parts.group(2)))
                        .limit(Bandwidth.ofMbps(Long.parseLong(parts.group(3)))));
            }
        } catch (DateTimeParseException e) {
            // no time of the day
        }
        throw new InvalidSpecException(
                "bandwidthWindows", "must be like 22:00-06:00=500 (Mbit/s), but is \"" + text + "\"");
    }
}
