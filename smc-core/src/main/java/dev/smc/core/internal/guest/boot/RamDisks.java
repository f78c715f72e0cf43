package dev.smc.core.internal.guest.boot;

import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Whether entries of boot loaders start their kernel with an initial RAM disk. */
final class RamDisks {
    private static final Pattern NAMED = Pattern.compile("(?i)\\s*(?:initrd|initrd16|initrdefi|efi)\\s.*");
    private static final Pattern ARGUMENT = Pattern.compile("(?i).*\\binitrd=.*");
    private static final Pattern NEXT =
            Pattern.compile("(?i)\\s*(?:(?:linux|linux16|linuxefi|kernel|menuentry|submenu|title|label)\\s.*|}\\s*)");

    private static final Pattern LABEL = Pattern.compile("(?i)\\s*label\\s.*");

    private final boolean[] named;

    private RamDisks(boolean[] named) {
        this.named = named;
    }

    /** Returns whether the entry that a line with arguments belongs to has one; true where it is not said, as for defaults. */
    boolean isNamed(int line) {
        return named[line];
    }

    /** Looks through a file. */
    static RamDisks of(BootFile.Kind kind, String[] lines) {
        return new RamDisks(
                switch (kind) {
                    case GRUB, GRUB_LEGACY -> below(lines);
                    case SYSLINUX -> inLabels(lines);
                    case ENTRY -> all(lines, Stream.of(lines).anyMatch(RamDisks::isName));
                    default -> all(lines, true);
                });
    }

    private static boolean isName(String line) {
        return NAMED.matcher(line).matches();
    }

    private static boolean[] all(String[] lines, boolean value) {
        boolean[] named = new boolean[lines.length];
        Arrays.fill(named, value);
        return named;
    }

    private static boolean[] below(String[] lines) {
        boolean[] named = new boolean[lines.length];
        for (int i = lines.length - 2; i >= 0; i--) {
            String next = lines[i + 1];
            named[i] = !NEXT.matcher(next).matches() && (isName(next) || named[i + 1]);
        }
        return named;
    }

    /** Lines of these entries are in any order. */
    private static boolean[] inLabels(String[] lines) {
        boolean[] named = new boolean[lines.length];
        int start = 0;
        for (int end = 1; end <= lines.length; end++) {
            if (end == lines.length || LABEL.matcher(lines[end]).matches()) {
                Arrays.fill(named, start, end, Arrays.stream(lines, start, end).anyMatch(RamDisks::isName));
                start = end;
            }
        }
        for (int i = 0; i < lines.length; i++) {
            named[i] |= ARGUMENT.matcher(lines[i]).matches();
        }
        return named;
    }
}
