package dev.smc.core.internal.guest;

import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** Paths whose last name may have {@code *} and {@code ?}. */
public final class Wildcards {
    private Wildcards() {}

    /**
     * Returns the paths that a path stands for; one without wildcards stands for itself, whether it is there or not.
     *
     * @param names returns the names in a directory
     */
    public static List<String> expand(String path, Function<String, List<String>> names) {
        int name = path.lastIndexOf('/') + 1;
        if (path.indexOf('*', name) < 0 && path.indexOf('?', name) < 0) {
            return List.of(path);
        }
        return names.apply(path.substring(0, Math.max(1, name - 1))).stream()
                .filter(matching(path.substring(name)))
                .map(found -> path.substring(0, name) + found)
                .toList();
    }

    /** Names of a guest are no names of this machine, so that its globs do not do: any character may be in them. */
    private static Predicate<String> matching(String name) {
        StringBuilder regex = new StringBuilder("(?s)");
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            regex.append(c == '*' ? ".*" : c == '?' ? "." : Pattern.quote(String.valueOf(c)));
        }
        return Pattern.compile(regex.toString()).asMatchPredicate();
    }
}
