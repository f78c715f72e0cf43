package dev.smc.core.internal.guest;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A table of what to mount, {@code fstab(5)}.
 *
 * @param entries its entries, in their order
 */
public record Fstab(List<Entry> entries) {
    /** The device, the path, the type, and perhaps options and numbers, between spaces. */
    private static final Pattern LINE =
            Pattern.compile("(?s)\\s*([^#\\s]\\S*)\\s+(\\S+)\\s+(\\S+)(?:\\s+(\\S+))?(?:\\s+(\\S+))?(?:\\s+(\\S+))?.*");

    private static final Pattern OCTAL = Pattern.compile("\\\\([0-7]{3})");

    /**
     * An entry.
     *
     * @param line the number of its line, from 0
     * @param device what is mounted, as it is called there
     * @param path where
     * @param type the file system's
     * @param options separated by commas; {@code defaults} if there are none
     */
    public record Entry(int line, String device, String path, String type, String options) {
        public boolean isSwap() {
            return type.equals("swap") || path.equals("swap") || (path.equals("none") && options.startsWith("sw"));
        }

        /** Returns whether an option is given, such as {@code nofail}. */
        public boolean has(String option) {
            return List.of(options.split(",")).contains(option);
        }
    }

    /** Reads a table; what is no entry is passed over. */
    public static Fstab parse(String text) {
        List<Entry> entries = new ArrayList<>();
        String[] lines = text.split("\n", -1);
        for (int i = 0; i < lines.length; i++) {
            Matcher line = LINE.matcher(lines[i]);
            if (line.matches()) {
                String options = line.group(4) == null ? "defaults" : line.group(4);
                entries.add(new Entry(i, line.group(1), unescape(line.group(2)), line.group(3), options));
            }
        }
        return new Fstab(List.copyOf(entries));
    }

    private static String unescape(String path) {
        return OCTAL.matcher(path)
                .replaceAll(
                        match -> Matcher.quoteReplacement(String.valueOf((char) Integer.parseInt(match.group(1), 8))));
    }

    /** Returns the entry of a path. */
    public Optional<Entry> at(String path) {
        return entries.stream().filter(entry -> entry.path().equals(path)).findFirst();
    }
}
