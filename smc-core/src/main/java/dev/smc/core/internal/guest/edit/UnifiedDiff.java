package dev.smc.core.internal.guest.edit;

import com.github.difflib.DiffUtils;
import com.github.difflib.UnifiedDiffUtils;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What changes in a text, as {@code diff -u} shows it. Secrets in it are not shown. */
final class UnifiedDiff {
    private static final int CONTEXT = 3;
    private static final int MOST_LINES = 20_000;
    private static final int LONGEST_LINE = 2048;
    private static final String NOTHING = "/dev/null";
    private static final Pattern SECRET = Pattern.compile(
            "(?i)^(.?\\s*(?:[a-z0-9_.-]*(?:psk|password|passwd|passphrase|secret|private-key|wep-key)[a-z0-9_.-]*"
                    + "|key[0-9]?|WPA_PSK|password_pbkdf2\\s+\\S+)\\s*[=:\\s]\\s*)\\S.*$");

    private static final Pattern SECRET_WITHIN = Pattern.compile(
            "(?i)\\b([\\w.-]*(?:pass(?:word|wd|phrase)?|psk|secret|private-?key|preshared-?key|key_\\d)\\s*[=:]\\s*)[^,\\s}]+");

    private static final Pattern SECRET_OF_ISCSI = Pattern.compile("(?i)(iscsi:)[^@\\s]*@");

    private UnifiedDiff() {}

    /**
     * Returns the difference.
     *
     * @param before empty if there was no such file
     * @param after empty if there is to be none
     */
    static String of(String path, Optional<String> before, Optional<String> after) {
        List<String> old = lines(before);
        List<String> fresh = lines(after);
        if (old.size() + fresh.size() > MOST_LINES) {
            return "file " + path + ": " + old.size() + " -> " + fresh.size() + " lines, too many to show\n";
        }
        List<String> diff = UnifiedDiffUtils.generateUnifiedDiff(
                before.isPresent() ? path : NOTHING,
                after.isPresent() ? path : NOTHING,
                old,
                DiffUtils.diff(old, fresh),
                CONTEXT);
        return IntStream.range(0, diff.size())
                .mapToObj(i -> i < 2 ? diff.get(i) : shown(diff.get(i)))
                .map(line -> line + "\n")
                .collect(Collectors.joining());
    }

    private static String shown(String line) {
        String start = line.length() > LONGEST_LINE ? line.substring(0, LONGEST_LINE) + "..." : line;
        String within = SECRET_WITHIN.matcher(start).replaceAll("$1<not shown>");
        String known = SECRET_OF_ISCSI.matcher(within).replaceAll("$1<not shown>@");
        return SECRET.matcher(known).replaceFirst("$1<not shown>");
    }

    private static List<String> lines(Optional<String> text) {
        return text.map(t -> t.lines().toList()).orElse(List.of());
    }
}
