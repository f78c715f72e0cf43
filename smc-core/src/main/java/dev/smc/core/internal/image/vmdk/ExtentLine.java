package dev.smc.core.internal.image.vmdk;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A line of a descriptor that says where a range of the disk is, such as {@code RW 4192256 SPARSE "disk-s001.vmdk"}.
 *
 * @param text the line
 * @param readable false if its access is {@code NOACCESS}
 * @param sectors length of the range
 * @param type of the file, such as {@code FLAT}
 * @param file name of the file as written; null if there is none, as for {@code ZERO}
 * @param startSector where the range starts in a flat file
 */
record ExtentLine(
        String text,
        boolean readable,
        long sectors,
        String type,
        @Nullable String file,
        long startSector) {
    private static final Pattern START = Pattern.compile("(?:RW|RDONLY|NOACCESS)\\s.*");
    private static final Pattern LINE = Pattern.compile(
            "(RW|RDONLY|NOACCESS)\\s+(\\d{1,15})\\s+([A-Z0-9]+)(?:\\s+\"([^\"]+)\"(?:\\s+(\\d{1,15})(?:\\s.*)?)?)?");

    /** Returns whether a line describes an extent, rightly or wrongly. */
    static boolean startsLike(String line) {
        return START.matcher(line).matches();
    }

    /** Returns what a line says, or null if it does not say it rightly. */
    static @Nullable ExtentLine parse(String line) {
        Matcher matcher = LINE.matcher(line);
        if (!matcher.matches()) {
            return null;
        }
        String start = matcher.group(5);
        return new ExtentLine(
                line,
                !matcher.group(1).equals("NOACCESS"),
                Long.parseLong(matcher.group(2)),
                matcher.group(3),
                matcher.group(4),
                start == null ? 0 : Long.parseLong(start));
    }
}
