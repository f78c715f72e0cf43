package dev.smc.core.internal.guest.boot;

import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A file that holds arguments of kernels: where each of its kinds has them.
 *
 * @param path in the guest
 * @param kind of file
 */
record BootFile(String path, Kind kind) {
    /** What the arguments of a line are. */
    enum Use {
        /** All that a kernel gets. */
        ALL,
        /** Added to those of every kernel. */
        ADDED,
        /** Added to those of some entries. */
        ADDED_TO_SOME
    }

    /** Kinds of files; group 1 of a line's pattern comes before the arguments, which are group 2. */
    enum Kind {
        GRUB("(\\s*(?:linux|linux16|linuxefi)\\s+\\S+[ \\t]+)(.*?)(\\s*)", Use.ALL),
        /** GRUB's own variable for entries of the boot loader specification. */
        GRUB_VARIABLE("(\\s*set\\s+(?:kernelopts|default_kernelopts)=\")([^\"]*)(\".*)", Use.ALL),
        GRUB_ENVIRONMENT("((?:kernelopts)=)(.*?)(\\s*)", Use.ALL),
        ENTRY("(options[ \\t]+)(.*?)(\\s*)", Use.ALL),
        GRUB_LEGACY("(\\s*kernel\\s+(?:--\\S+\\s+)*\\S+[ \\t]+)(.*?)(\\s*)", Use.ALL),
        /** Debian's update-grub of GRUB legacy reads comments. */
        GRUB_LEGACY_DEFAULT("(#\\s*kopt=)(.*?)(\\s*)", Use.ALL),
        SYSLINUX("(?i)(\\s*append\\s+)(.*?)(\\s*)", Use.ALL),
        GRUB_DEFAULT("(\\s*GRUB_CMDLINE_LINUX=[\"']?)([^\"']*)([\"']?\\s*)", Use.ADDED),
        GRUB_DEFAULT_NORMAL("(\\s*GRUB_CMDLINE_LINUX_DEFAULT=[\"']?)([^\"']*)([\"']?\\s*)", Use.ADDED_TO_SOME),
        SYSLINUX_DEFAULT("(default_kernel_opts=[\"']?)([^\"']*)([\"']?\\s*)", Use.ADDED),
        WHOLE("(\\s*)(.*\\S)(\\s*)", Use.ALL);

        private final Pattern line;
        private final Use use;

        Kind(String line, Use use) {
            this.line = Pattern.compile(line);
            this.use = use;
        }

        Use use() {
            return use;
        }
    }

    /** Returns a text with the arguments of every line changed; what is not changed stays byte for byte. */
    String rewrite(String text, UnaryOperator<KernelArguments> change) {
        StringBuilder changed = new StringBuilder();
        int start = 0;
        while (start < text.length()) {
            int newline = text.indexOf('\n', start);
            int end = newline < 0 ? text.length() : newline;
            changed.append(rewriteLine(text.substring(start, end), change));
            if (newline >= 0) {
                changed.append('\n');
            }
            start = end + 1;
        }
        return kind == Kind.GRUB_ENVIRONMENT ? GrubEnvironment.padded(changed.toString()) : changed.toString();
    }

    private String rewriteLine(String line, UnaryOperator<KernelArguments> change) {
        return arguments(line)
                .map(matcher -> {
                    KernelArguments before = KernelArguments.parse(matcher.group(2));
                    KernelArguments after = change.apply(before);
                    return after.equals(before) ? line : matcher.group(1) + after + matcher.group(3);
                })
                .orElse(line);
    }

    private Optional<Matcher> arguments(String line) {
        Matcher matcher = kind.line.matcher(line);
        return matcher.matches() ? Optional.of(matcher) : Optional.empty();
    }
}
