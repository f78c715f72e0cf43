package dev.smc.core.internal.guest.adapt;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A file of {@code key=value} lines in sections, as NetworkManager reads it: of a key that is there more than once the last value.
 *
 * @param sections by their names, without brackets
 */
record KeyFile(Map<String, Map<String, String>> sections) {
    static KeyFile parse(String text) {
        Map<String, Map<String, String>> sections = new HashMap<>();
        String section = "";
        for (String line : text.lines().map(String::strip).toList()) {
            int equals = line.indexOf('=');
            if (line.startsWith("[") && line.endsWith("]")) {
                section = line.substring(1, line.length() - 1);
            } else if (equals > 0 && !line.startsWith("#")) {
                sections.computeIfAbsent(section, name -> new HashMap<>())
                        .put(
                                line.substring(0, equals).strip(),
                                line.substring(equals + 1).strip());
            }
        }
        return new KeyFile(sections);
    }

    /** Returns a value; an empty one is none. */
    Optional<String> get(String section, String key) {
        return Optional.ofNullable(section(section).get(key)).filter(value -> !value.isEmpty());
    }

    /** Returns what a section has; nothing if there is none. */
    Map<String, String> section(String name) {
        return sections.getOrDefault(name, Map.of());
    }
}
