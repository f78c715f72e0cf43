package dev.smc.core.internal.guest.initramfs;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How a kernel was built, as the file {@code config-RELEASE} says.
 *
 * @param options what is set, such as {@code y} or {@code m}, by names such as {@code CONFIG_VIRTIO_BLK}; none if the file is not there
 */
public record KernelConfig(Map<String, String> options) {
    private static final Pattern LINE = Pattern.compile("(CONFIG_[A-Za-z0-9_]+)=(.*)");

    static KernelConfig parse(String text) {
        Map<String, String> options = new TreeMap<>();
        text.lines().map(LINE::matcher).filter(Matcher::matches).forEach(m -> options.put(m.group(1), m.group(2)));
        return new KernelConfig(options);
    }

    /** Returns whether anything is known. */
    public boolean isKnown() {
        return !options.isEmpty();
    }

    /** Returns whether an option is built in, {@code y}. */
    public boolean isBuiltIn(String option) {
        return "y".equals(options.get(option));
    }

    /** Returns what an option is set to; empty if it is not set, or nothing is known. */
    public Optional<String> option(String option) {
        return Optional.ofNullable(options.get(option));
    }
}
