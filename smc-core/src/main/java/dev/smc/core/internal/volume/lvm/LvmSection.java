package dev.smc.core.internal.volume.lvm;

import dev.smc.core.internal.filesystem.UnmappableException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A section of a metadata text: values and sections by their names, in their order.
 *
 * @param values each a list of {@link Long} and {@link String}, with one element where it is not written as a list
 */
record LvmSection(Map<String, List<Object>> values, Map<String, LvmSection> sections) {
    static final long LARGEST_COUNT = 0xffffffffL;

    LvmSection() {
        this(new LinkedHashMap<>(), new LinkedHashMap<>());
    }

    /** Returns a number that must be there. */
    long number(String name, long largest) throws UnmappableException {
        List<Object> value = values.getOrDefault(name, List.of());
        if (value.size() == 1 && value.get(0) instanceof Long number && number >= 0 && number <= largest) {
            return number;
        }
        throw new UnmappableException("the " + name + " in its metadata is " + value);
    }

    /** Returns a string that must be there. */
    String text(String name) throws UnmappableException {
        return optionalText(name)
                .orElseThrow(() -> new UnmappableException("the " + name + " in its metadata is missing"));
    }

    Optional<String> optionalText(String name) {
        List<Object> value = values.getOrDefault(name, List.of());
        return value.size() == 1 && value.get(0) instanceof String text ? Optional.of(text) : Optional.empty();
    }

    /** Returns a list of strings, which may be missing. */
    List<String> texts(String name) {
        return values.getOrDefault(name, List.of()).stream()
                .map(String::valueOf)
                .toList();
    }

    /** Returns the sections in a section, which may be missing. */
    Map<String, LvmSection> sections(String name) {
        LvmSection section = sections.get(name);
        return section == null ? Map.of() : section.sections();
    }
}
