package dev.smc.core.internal.guest.adapt;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Files of {@code NAME=value} lines that shells read. */
final class ShellValues {
    private ShellValues() {}

    /** Returns the last value of a name, without quotes. */
    static Optional<String> get(String text, String name) {
        Matcher line = Pattern.compile("(?m)^[ \\t]*+" + name + "=[\"']?([^\"'\\r\\n]*+)[\"']?[ \\t]*$")
                .matcher(text);
        Optional<String> value = Optional.empty();
        while (line.find()) {
            value = Optional.of(line.group(1).stripTrailing());
        }
        return value;
    }
}
