package dev.smc.core.internal.guest;

import java.util.ArrayList;
import java.util.List;

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
        String prefix = asked.substring(0, asked.lastIndexOf('/') + 1);
        return Wildcards.expand(path, root::names).stream()
                .flatMap(found -> root
                        .find(found)
                        .map(file -> new Found(prefix + found.substring(found.lastIndexOf('/') + 1), file))
                        .stream())
                .toList();
    }
}
