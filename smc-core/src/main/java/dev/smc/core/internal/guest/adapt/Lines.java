package dev.smc.core.internal.guest.adapt;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The lines of a text, of which some are to change while the others stay byte for byte. Not thread-safe. */
final class Lines {
    private final List<String> lines;

    Lines(String text) {
        lines = new ArrayList<>(Arrays.asList(text.split("\n", -1)));
    }

    int count() {
        return lines.size();
    }

    String get(int line) {
        return lines.get(line);
    }

    void set(int line, String text) {
        lines.set(line, text);
    }

    @Override
    public String toString() {
        return String.join("\n", lines);
    }
}
