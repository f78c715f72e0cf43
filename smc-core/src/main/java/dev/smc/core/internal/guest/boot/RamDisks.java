package dev.smc.core.internal.guest.boot;

import java.util.regex.Pattern;

/** Whether entries of boot loaders start their kernel with an initial RAM disk. */
final class RamDisks {
    private static final Pattern NAMED = Pattern.compile("(?i)\\s*(?:initrd|initrd16|initrdefi|efi)\\s.*");
    private static final Pattern ARGUMENT = Pattern.compile("(?i).*\\binitrd=.*");
    private static final Pattern NEXT =
            Pattern.compile("(?i)\\s*(?:(?:linux|linux16|linuxefi|kernel|menuentry|submenu|title|label)\\s.*|}\\s*)");

    private static final Pattern LABEL = Pattern.compile("(?i)\\s*label\\s.*");

    private RamDisks() {}

    /**
     * Returns whether the entry that a line with arguments belongs to has one; true where it is not said, as for defaults.
     *
     * @param number of the line
     */
    static boolean isNamed(BootFile.Kind kind, String[] lines, int number) {
        return switch (kind) {
            case GRUB, GRUB_LEGACY -> isNamedBelow(lines, number);
            case SYSLINUX -> ARGUMENT.matcher(lines[number]).matches() || isNamedInLabel(lines, number);
            case ENTRY -> isAnywhere(lines);
            default -> true;
        };
    }

    private static boolean isAnywhere(String[] lines) {
        for (String line : lines) {
            if (NAMED.matcher(line).matches()) {
                return true;
            }
        }
        return false;
    }

    private static boolean isNamedBelow(String[] lines, int number) {
        for (int i = number + 1; i < lines.length && !NEXT.matcher(lines[i]).matches(); i++) {
            if (NAMED.matcher(lines[i]).matches()) {
                return true;
            }
        }
        return false;
    }

    /** Lines of these entries are in any order. */
    private static boolean isNamedInLabel(String[] lines, int number) {
        int start = number;
        while (start > 0 && !LABEL.matcher(lines[start]).matches()) {
            start--;
        }
        for (int i = start;
                i < lines.length && (i <= number || !LABEL.matcher(lines[i]).matches());
                i++) {
            if (NAMED.matcher(lines[i]).matches()) {
                return true;
            }
        }
        return false;
    }
}
