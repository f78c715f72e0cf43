package dev.smc.core.internal.guest.boot;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A file that holds arguments of kernels: where each of its kinds has them.
 *
 * @param path in the guest
 * @param kind of file
 */
record BootFile(String path, Kind kind) {
    private static final int LONGEST_LINE = 4096;
    /** A line of a shell that goes on in the next one. */
    private static final Pattern CONTINUED = Pattern.compile("(?m)^(?![ \\t]*+#)(.*)\\\\\\n");

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
        GRUB("(\\s*(?:linux|linux16|linuxefi)\\s+\\S+[ \\t]++)(.*\\S|)(\\s*+)", Use.ALL),
        /** GRUB's own variable for entries of the boot loader specification. */
        GRUB_VARIABLE("(\\s*set\\s+(?:kernelopts|default_kernelopts)=\")([^\"]*+)(\".*)", Use.ALL),
        GRUB_ENVIRONMENT("((?:kernelopts)=)(.*\\S|)(\\s*+)", Use.ALL),
        ENTRY("(options[ \\t]++)(.*\\S|)(\\s*+)", Use.ALL),
        GRUB_LEGACY("(\\s*kernel\\s+(?:--\\S+\\s+)*+\\S+[ \\t]++)(.*\\S|)(\\s*+)", Use.ALL),
        /** Debian's update-grub of GRUB legacy reads comments. */
        GRUB_LEGACY_DEFAULT("(#\\s*kopt=)(.*\\S|)(\\s*+)", Use.ALL),
        SYSLINUX("(?i)(\\s*append\\s++)(.*\\S|)(\\s*+)", Use.ALL),
        GRUB_DEFAULT(Use.ADDED, "GRUB_CMDLINE_LINUX"),
        GRUB_DEFAULT_NORMAL(Use.ADDED_TO_SOME, "GRUB_CMDLINE_LINUX_DEFAULT"),
        SYSLINUX_DEFAULT(Use.ADDED, "default_kernel_opts|EXTLINUX_PARAMETERS"),
        SYSLINUX_ROOT("((?:EXTLINUX_ROOT=[\"']?)?)(root=[^\"'\\s]++)([\"']?(?:\\s+#.*)?\\s*+)", Use.ADDED_TO_SOME),
        /** What SUSE's tools give to entries for new kernels of GRUB legacy. */
        SUSE_DEFAULT(Use.ADDED, "DEFAULT_APPEND"),
        SUSE_FAILSAFE(Use.ADDED, "FAILSAFE_APPEND"),
        WHOLE("(\\s*+)(.*\\S)(\\s*+)", Use.ALL);

        private final Pattern line;
        /** Of a variable of a shell, which may be set in ways that are not understood; empty for what is none. */
        private final Optional<Pattern> assignment;

        private final Use use;

        Kind(String line, Use use) {
            this.line = Pattern.compile(line, Pattern.DOTALL);
            this.assignment = Optional.empty();
            this.use = use;
        }

        Kind(Use use, String names) {
            this.line = Pattern.compile(ShellVariables.line(names), Pattern.DOTALL);
            this.assignment = Optional.of(Pattern.compile(ShellVariables.assignment(names), Pattern.DOTALL));
            this.use = use;
        }

        /** Returns the variable that a line can be added for, which gives it more; empty if only people can. */
        Optional<String> extensible() {
            return switch (this) {
                case GRUB_DEFAULT -> Optional.of("GRUB_CMDLINE_LINUX");
                case GRUB_DEFAULT_NORMAL -> Optional.of("GRUB_CMDLINE_LINUX_DEFAULT");
                default -> Optional.empty();
            };
        }

        Use use() {
            return use;
        }
    }

    /** A change of arguments. */
    interface Change {
        /**
         * Returns what is to be in place of arguments.
         *
         * @param hasRamDisk whether the kernel is started with an initial RAM disk
         */
        KernelArguments apply(KernelArguments arguments, boolean hasRamDisk);
    }

    /** Returns the arguments of every line that has some. */
    List<KernelArguments> read(String text) {
        return text.lines()
                .flatMap(line -> arguments(line).stream())
                .map(line -> KernelArguments.parse(line.group(2)))
                .toList();
    }

    /**
     * Returns a text with the arguments of every line changed; what is not changed stays byte for byte. Returns empty if there is no
     * room for them.
     */
    Optional<String> rewrite(String text, Change change) {
        String[] lines = text.split("\n", -1);
        RamDisks ramDisks = RamDisks.of(kind, lines);
        boolean differs = false;
        for (int i = 0; i < lines.length; i++) {
            String before = lines[i];
            int number = i;
            lines[i] = arguments(before)
                    .map(matcher -> rewrite(matcher, change, ramDisks.isNamed(number)))
                    .orElse(before);
            differs |= !lines[i].equals(before);
        }
        if (!differs) {
            return Optional.of(text);
        }
        String changed = String.join("\n", lines);
        return kind == Kind.GRUB_ENVIRONMENT ? GrubEnvironment.padded(changed) : Optional.of(changed);
    }

    private String rewrite(Matcher line, Change change, boolean hasRamDisk) {
        KernelArguments before = KernelArguments.parse(line.group(2));
        KernelArguments after = change.apply(before, hasRamDisk);
        if (after.equals(before)) {
            return line.group();
        }
        return kind.assignment.isPresent()
                ? ShellVariables.line(line.group(1), after.toString(), line.group(3))
                : line.group(1) + after + line.group(3);
    }

    /** Returns whether something in a text sets the variable that the arguments are in. */
    boolean isSet(String text) {
        return text.lines().anyMatch(line -> setting(line).isPresent());
    }

    /** Returns about the arguments of the line that is the last to set them, if it is not understood. */
    Optional<KernelArguments> hidden(String text) {
        Optional<KernelArguments> hidden = Optional.empty();
        for (String line : CONTINUED.matcher(text).replaceAll("$1 \\\\").split("\n", -1)) {
            Optional<String> setting = setting(line);
            if (setting.isPresent()) {
                hidden = arguments(line).isPresent() ? Optional.empty() : setting.map(ShellVariables::words);
            }
        }
        return hidden;
    }

    private Optional<String> setting(String line) {
        return kind.assignment
                .filter(pattern -> line.length() <= LONGEST_LINE)
                .map(pattern -> pattern.matcher(line))
                .filter(Matcher::matches)
                .map(matcher -> matcher.group(1));
    }

    private Optional<Matcher> arguments(String line) {
        // No kernel takes more, and hostile lines would take long.
        if (line.length() > LONGEST_LINE) {
            return Optional.empty();
        }
        Matcher matcher = kind.line.matcher(line);
        return matcher.matches() ? Optional.of(matcher) : Optional.empty();
    }
}
