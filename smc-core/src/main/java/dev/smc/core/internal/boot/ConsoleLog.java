package dev.smc.core.internal.boot;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a serial console has said so far, and the signs in it. What is kept is bounded, whatever a guest says. Not thread-safe. */
final class ConsoleLog {
    private static final int TAIL = 16 << 10;
    private static final int MOST_UNITS = 50;
    private static final int MOST_WARNINGS = 20;
    private static final int LONGEST_QUOTE = 300;

    /** Of the kernel; both parts may be missing. */
    private static final Pattern TIME = Pattern.compile("^(?:<\\d{1,3}>)?(?:\\[ *\\d{1,10}\\.\\d{1,9}\\] ?)?");

    private static final Pattern DRAWN = Pattern.compile("[\\u2500-\\u257f]");
    private static final Pattern KERNEL = Pattern.compile("^Linux version (\\S+)");
    private static final Pattern LOADED_KERNEL = Pattern.compile("^Loading Linux (\\S+) \\.\\.\\.");
    private static final Pattern COMMAND_LINE = Pattern.compile("^(?:Kernel c|C)ommand line: .*?\\broot=(\\S+)");
    private static final Pattern MOUNTED = Pattern.compile(
            "^(?:EXT[234]-fs \\(([^)]+)\\): mounted filesystem|XFS \\(([^)]+)\\): (?:Mounting|Ending clean mount)"
                    + "|BTRFS info \\(device ([^)\\s]+)[^)]*\\): )");
    private static final Pattern FAILED_UNIT =
            Pattern.compile("^\\[ ?FAILED ?\\] Failed to (?:start )?(.+?)\\.?(?: See .*)?$");

    private final PlainText text = new PlainText(this::line);
    private final StringBuilder tail = new StringBuilder();
    private final Set<String> failedUnits = new LinkedHashSet<>();
    private final Set<String> warnings = new LinkedHashSet<>();
    private Optional<String> kernel = Optional.empty();
    private Optional<String> loadedKernel = Optional.empty();
    private Optional<String> mounted = Optional.empty();
    private Optional<String> toldRoot = Optional.empty();
    private Optional<String> death = Optional.empty();
    /** Whether the line with the first sign of death had not ended when it was seen. */
    private boolean deathMayGoOn;

    private boolean login;
    private boolean marker;
    private int starts;

    /** Takes what the console said next. */
    void add(byte[] bytes, int count) {
        text.add(bytes, count);
        // Prompts do not end their lines.
        prompt(text.pending(), false);
    }

    /** Returns whether it asked for a login. */
    boolean hasLogin() {
        return login;
    }

    /** Returns whether the guest's first boot was done with. */
    boolean hasMarker() {
        return marker;
    }

    /** Returns how often firmware has started the guest. */
    int starts() {
        return starts;
    }

    /** Returns the first sign that the guest will not come up, in words. */
    Optional<String> death() {
        return death;
    }

    /** Returns the version of the kernel. */
    Optional<String> kernel() {
        return kernel.or(() -> loadedKernel);
    }

    /** Returns the device that was mounted first, or else what the kernel was told. */
    Optional<String> root() {
        return mounted.map(device -> "/dev/" + device).or(() -> toldRoot);
    }

    /** Returns the units that did not start. */
    List<String> failedUnits() {
        return new ArrayList<>(failedUnits);
    }

    /** Returns the lines that tell of trouble. */
    List<String> warnings() {
        return new ArrayList<>(warnings);
    }

    /** Returns the last lines; none if it said nothing. */
    Optional<String> tail() {
        String all = (tail + DRAWN.matcher(text.pending()).replaceAll("")).strip();
        return Optional.of(all.substring(Math.max(0, all.length() - TAIL))).filter(kept -> !kept.isEmpty());
    }

    /** Returns the last line in quotes; none if it said nothing. */
    Optional<String> lastLine() {
        return tail().map(all -> "\"" + quote(all.substring(all.lastIndexOf('\n') + 1)) + "\"");
    }

    private void prompt(String line, boolean ended) {
        if (line.isEmpty()) {
            return;
        }
        login |= ConsoleSigns.LOGIN.matcher(line).find();
        if (death.isEmpty() || deathMayGoOn) {
            Optional<String> meaning = ConsoleSigns.death(line);
            death = meaning.map(words -> sentence(words, line)).or(() -> death);
            deathMayGoOn = meaning.isPresent() ? !ended : deathMayGoOn;
        }
    }

    private String sentence(String meaning, String line) {
        String said = meaning + ": \"" + quote(line) + "\"";
        return warnings.isEmpty()
                ? said
                : said + ", after \"" + List.copyOf(warnings).get(warnings.size() - 1) + "\"";
    }

    private void line(String raw) {
        keep(raw);
        String line = TIME.matcher(raw).replaceFirst("").stripTrailing();
        prompt(line, true);
        starts += ConsoleSigns.START.matcher(line).find() ? 1 : 0;
        marker |= line.contains(ConsoleSigns.FIRST_BOOT_MARKER);
        kernel = kernel.or(() -> group(KERNEL, line));
        loadedKernel = loadedKernel.or(() -> group(LOADED_KERNEL, line));
        toldRoot = toldRoot.or(() -> group(COMMAND_LINE, line));
        mounted = mounted.or(() -> group(MOUNTED, line));
        if (failedUnits.size() < MOST_UNITS) {
            group(FAILED_UNIT, line).ifPresent(failedUnits::add);
        }
        if (warnings.size() < MOST_WARNINGS && ConsoleSigns.isTrouble(line)) {
            warnings.add(quote(line));
        }
    }

    /** Menus of boot loaders are frames around much space. */
    private void keep(String line) {
        String kept = DRAWN.matcher(line).replaceAll("").stripTrailing();
        if (kept.isEmpty()) {
            return;
        }
        tail.append(kept).append('\n');
        if (tail.length() > 2 * TAIL) {
            tail.delete(0, tail.length() - TAIL);
        }
    }

    private static Optional<String> group(Pattern pattern, String line) {
        Matcher matcher = pattern.matcher(line);
        if (!matcher.find()) {
            return Optional.empty();
        }
        for (int i = 1; i <= matcher.groupCount(); i++) {
            String group = matcher.group(i);
            if (group != null) {
                return Optional.of(quote(group));
            }
        }
        return Optional.empty();
    }

    private static String quote(String text) {
        String kept = text.strip();
        return kept.length() <= LONGEST_QUOTE ? kept : kept.substring(0, LONGEST_QUOTE) + "...";
    }
}
