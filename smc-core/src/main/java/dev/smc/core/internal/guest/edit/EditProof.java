package dev.smc.core.internal.guest.edit;

import dev.smc.core.internal.guest.GuestFile;
import dev.smc.core.internal.guest.GuestRoot;
import java.util.List;
import java.util.Optional;

/** Reads edits back. */
public final class EditProof {
    private EditProof() {}

    /**
     * Returns the edits that did not come out as wanted.
     *
     * @param edited the guest with the edits made
     */
    public static List<Edit> wrong(GuestRoot edited, List<Edit> edits) {
        return edits.stream().filter(edit -> !isMade(edited, edit)).toList();
    }

    private static boolean isMade(GuestRoot edited, Edit edit) {
        return edit.changes().stream().allMatch(change -> isMade(edited, change))
                && edit.commands().stream()
                        .flatMap(command -> command.changedPaths().stream())
                        .allMatch(edited::exists);
    }

    private static boolean isMade(GuestRoot edited, FileChange change) {
        Optional<GuestFile> found = edited.findLink(change.path());
        if (change instanceof FileChange.Written written) {
            return found.filter(file ->
                            written.content().isIn(file) && file.attributes().equals(written.attributes()))
                    .isPresent();
        }
        return change instanceof FileChange.Linked linked
                ? found.flatMap(GuestFile::target).equals(Optional.of(linked.target()))
                : found.isEmpty();
    }
}
