package dev.smc.core.internal.guest.edit;

import dev.smc.core.internal.guest.GuestFile;
import dev.smc.core.internal.guest.GuestRoot;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Reads edits back. */
public final class EditProof {
    private EditProof() {}

    /**
     * Returns the paths that are not as edits wanted them.
     *
     * @param edited the guest with the edits made
     */
    public static List<String> wrong(GuestRoot edited, List<Edit> edits) {
        Stream<String> changed = Editors.changes(edits).stream()
                .filter(change -> !isMade(edited, change))
                .map(FileChange::path);
        Stream<String> run = Editors.commands(edits).stream()
                .flatMap(command -> command.changedPaths().stream())
                .filter(path -> !edited.exists(path));
        return Stream.concat(changed, run).toList();
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
