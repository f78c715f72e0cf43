package dev.smc.core.internal.guest.edit;

import dev.smc.core.internal.guest.GuestDevice;
import dev.smc.core.internal.guest.GuestFile;
import dev.smc.core.internal.guest.GuestRoot;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** On which devices of a guest changes of its files come to lie. */
final class Placement {
    private Placement() {}

    /**
     * A directory that is there.
     *
     * @param path that leads to it, perhaps by links
     */
    private record Nearest(String path, GuestFile directory) {}

    /** Returns the changes of each device, with paths in the device. */
    static Map<GuestDevice, List<FileChange>> of(GuestRoot root, List<FileChange> changes) {
        Map<GuestDevice, List<FileChange>> placed = new LinkedHashMap<>();
        for (FileChange change : changes) {
            Nearest nearest = nearest(root, change.path());
            String rest = change.path()
                    .substring(nearest.path().equals("/") ? 0 : nearest.path().length());
            GuestFile directory = nearest.directory();
            String path = directory.pathInDevice().equals("/") ? rest : directory.pathInDevice() + rest;
            placed.computeIfAbsent(directory.device(), device -> new ArrayList<>())
                    .add(moved(change, path));
        }
        return placed;
    }

    /** Returns the device that a path is, or would be, on. */
    static GuestDevice device(GuestRoot root, String path) {
        return nearest(root, path).directory().device();
    }

    /** Returns the nearest directory above a path that is there. */
    private static Nearest nearest(GuestRoot root, String path) {
        int slash = path.lastIndexOf('/');
        String directory = slash <= 0 ? "/" : path.substring(0, slash);
        return root.find(directory)
                .filter(GuestFile::isDirectory)
                .map(found -> new Nearest(directory, found))
                .orElseGet(() -> nearest(root, directory));
    }

    private static FileChange moved(FileChange change, String path) {
        if (change instanceof FileChange.Written written) {
            return new FileChange.Written(path, written.content(), written.attributes());
        }
        return change instanceof FileChange.Linked linked
                ? new FileChange.Linked(path, linked.target())
                : new FileChange.Removed(path);
    }
}
