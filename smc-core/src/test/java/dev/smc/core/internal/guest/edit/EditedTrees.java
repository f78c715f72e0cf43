package dev.smc.core.internal.guest.edit;

import dev.smc.core.internal.guest.GuestRoot;
import dev.smc.core.internal.guest.MemoryTree;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;

/** Carries edits out on guests that are in memory. */
public final class EditedTrees {
    private EditedTrees() {}

    /** Carries edits out; every device of the guest that is edited has a {@link MemoryTree}. */
    public static void apply(GuestRoot root, List<Edit> edits) {
        Placement.of(root, Editors.changes(edits)).forEach((device, changes) -> {
            MemoryTree tree = (MemoryTree) device.tree().orElseThrow();
            changes.forEach(change -> apply(tree, change));
        });
    }

    private static void apply(MemoryTree tree, FileChange change) {
        if (change instanceof FileChange.Written written) {
            tree.file(written.path(), bytes(written.content()), written.attributes());
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
