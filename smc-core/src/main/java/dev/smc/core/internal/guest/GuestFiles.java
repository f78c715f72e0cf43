package dev.smc.core.internal.guest;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * The files of a guest over all its file systems. Where each of them is mounted is not known, so a path is looked for in all of
 * them, and in those that are no root also without its first directory: {@code /var/log/dmesg} as {@code /log/dmesg}. What cannot
 * be read is not there. Thread-safe.
 */
final class GuestFiles {
    private final List<GuestRoot> roots;

    /** A file that was found, and its path as asked for. */
    record Found(String path, GuestFile file) {}

    GuestFiles(List<GuestDevice> devices) {
        this.roots = devices.stream()
                .filter(device -> device.tree().isPresent())
                .map(GuestRoot::alone)
                .toList();
    }

    /** Returns what a path leads to; its last name may have {@code *} and {@code ?}. */
    List<Found> find(String path) {
        List<Found> found = new ArrayList<>();
        for (GuestRoot root : roots) {
            List<Found> here = find(root, path, path);
            int second = path.indexOf('/', 1);
            if (here.isEmpty() && second > 0 && !root.exists("/etc")) {
                here = find(root, path.substring(second), path);
            }
            found.addAll(here);
        }
        return found;
    }

    private static List<Found> find(GuestRoot root, String path, String asked) {
        int last = path.lastIndexOf('/');
        String name = path.substring(last + 1);
        if (name.indexOf('*') < 0 && name.indexOf('?') < 0) {
            return root.find(path).map(file -> new Found(asked, file)).stream().toList();
        }
        String prefix = asked.substring(0, asked.lastIndexOf('/') + 1);
        return root.names(path.substring(0, last)).stream()
                .filter(wildcards(name))
                .flatMap(
                        entry -> root
                                .find(path.substring(0, last + 1) + entry)
                                .map(file -> new Found(prefix + entry, file))
                                .stream())
                .toList();
    }

    /** Names of a guest are no names of this machine, so that its globs do not do: any character may be in them. */
    private static Predicate<String> wildcards(String name) {
        StringBuilder regex = new StringBuilder("(?s)");
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            regex.append(c == '*' ? ".*" : c == '?' ? "." : Pattern.quote(String.valueOf(c)));
        }
        return Pattern.compile(regex.toString()).asMatchPredicate();
    }
}
