package dev.smc.core.internal.guest.boot;

import java.util.regex.Pattern;

/** Lines that set variables in files that shells read. Values with escapes or programs are not understood. */
final class ShellVariables {
    private static final Pattern PLAIN = Pattern.compile("[\\w.,:/=@%+-]*");
    private static final String VALUE =
            "(?<=\")(?![^\"]*\\$\\()[^\"\\\\`]*(?=\")" + "|(?<=')[^']*(?=')" + "|(?<==)[^\\s\"'\\\\`;&|<>()]*(?![\"'])";

    private ShellVariables() {}

    /**
     * Returns the pattern of lines that are understood: group 1 ends with the quote before the value, which is group 2.
     *
     * @param names of the variable, as a pattern
     */
    static String line(String names) {
        return "(\\s*(?:export\\s+)?(?:" + names + ")=[\"']?)(" + VALUE + ")([\"']?(?:\\s+#.*)?\\s*)";
    }

    /** Returns the pattern of lines that set a variable anyhow: group 1 is what comes behind the equals sign. */
    static String assignment(String names) {
        return "(?!\\s*#)(?:.*[\\s;&|({])?(?:" + names + ")\\+?=(.*)";
    }

    /** Returns about the arguments that a value holds which is not understood. */
    static KernelArguments words(String value) {
        return KernelArguments.parse(value.replaceAll("[\"'`\\\\]", " "));
    }

    /** Returns a line with another value, in quotes where a shell would take that apart. */
    static String line(String before, String value, String after) {
        boolean isBare = before.endsWith("=") && !PLAIN.matcher(value).matches();
        return isBare ? before + '"' + value + '"' + after : before + value + after;
    }
}
