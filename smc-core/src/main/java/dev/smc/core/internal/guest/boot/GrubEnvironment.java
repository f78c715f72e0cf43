package dev.smc.core.internal.guest.boot;

import java.util.Optional;

/** GRUB's environment block: lines, and {@code #} to its length of 1,024 bytes, which GRUB writes in place. */
final class GrubEnvironment {
    private static final int LENGTH = 1024;

    private GrubEnvironment() {}

    /** Returns an environment block of the right length again; empty if its lines do not fit in it, and GRUB would refuse it. */
    static Optional<String> padded(String text) {
        int end = text.endsWith("#\n") ? text.length() - 1 : text.length();
        while (end > 0 && text.charAt(end - 1) == '#') {
            end--;
        }
        String lines = text.substring(0, end);
        return lines.length() <= LENGTH ? Optional.of(lines + "#".repeat(LENGTH - lines.length())) : Optional.empty();
    }
}
