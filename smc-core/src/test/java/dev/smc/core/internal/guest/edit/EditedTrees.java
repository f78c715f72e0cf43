package dev.smc.core.internal.guest.edit;

import dev.smc.core.internal.guest.GuestDevice;
import dev.smc.core.internal.guest.GuestRoot;
import dev.smc.core.internal.guest.MemoryTree;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Carries edits out on guests that are in memory. */
public final class EditedTrees {
    private EditedTrees() {}

    /** Carries edits out; every device of the guest that is edited has a {@link MemoryTree}. */
    public static void apply(GuestRoot root, List<Edit> edits) {
        Map<FileChange, byte[]> contents = new HashMap<>();
        Map<GuestDevice, List<FileChange>> placed = Placement.of(root, Editors.changes(edits));
        // Contents are of the files as they were before any edit.
        placed.values()
                .forEach(changes -> changes.forEach(change -> {
                    if (change instanceof FileChange.Written written) {
                        contents.put(written, bytes(written.content()));
                    }
                }));
        placed.forEach((device, changes) -> {
            MemoryTree tree = (MemoryTree) device.tree().orElseThrow();
            changes.forEach(change -> apply(tree, change, contents));
        });
    }

    private static void apply(MemoryTree tree, FileChange change, Map<FileChange, byte[]> contents) {
        if (change instanceof FileChange.Written written) {
            tree.file(written.path(), contents.get(written), written.attributes());
        } else if (change instanceof FileChange.Linked linked) {
            tree.link(linked.path(), linked.target());
        } else {
            tree.remove(change.path());
        }
    }

    private static byte[] bytes(Content content) {
        try (InputStream stream = content.open()) {
            return stream.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
