package dev.smc.core.internal.guest.edit;

import dev.smc.core.internal.filesystem.FileTree;
import dev.smc.core.internal.guest.GuestFile;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What is to become of one file, while it is being planned. Not thread-safe. */
final class PendingEdit {
    private final String step;
    private final String path;
    private final Optional<GuestFile> original;
    /** Where the original is kept if it is. */
    private final String copy;

    private final Set<String> reasons = new LinkedHashSet<>();
    private boolean keepsOriginal;
    private int permissions = 0644;
    private @Nullable String text;
    private @Nullable Content content;
    private List<String> summary = List.of();
    private @Nullable String target;

    PendingEdit(String step, String path, String copy, Optional<GuestFile> original) {
        this.copy = copy;
        this.step = step;
        this.path = path;
        this.original = original;
        this.text = originalText().orElse(null);
        this.target = original.flatMap(GuestFile::target).orElse(null);
    }

    private Optional<String> originalText() {
        return original.flatMap(GuestFile::text);
    }

    void addReason(String reason) {
        reasons.add(reason);
    }

    void keepOriginal() {
        keepsOriginal = original.isPresent();
    }

    void write(String newText, int permissionsIfNew) {
        remove();
        text = newText;
        permissions = permissionsIfNew;
    }

    void write(Content newContent, List<String> changes) {
        remove();
        content = newContent;
        summary = changes;
    }

    void link(String newTarget) {
        remove();
        target = newTarget;
    }

    void remove() {
        text = null;
        content = null;
        target = null;
    }

    boolean isThere() {
        return text != null || content != null || target != null;
    }

    Optional<String> text() {
        return Optional.ofNullable(text);
    }

    Optional<String> target() {
        return Optional.ofNullable(target);
    }

    /** Returns the edit, or empty if it comes to nothing. */
    Optional<Edit> finish() {
        boolean same = content == null
                && text().equals(originalText())
                && target().equals(original.flatMap(GuestFile::target))
                && isThere() == original.isPresent();
        if (same) {
            return Optional.empty();
        }
        List<FileChange> changes = new ArrayList<>();
        if (keepsOriginal) {
            changes.add(kept(original.orElseThrow()));
        }
        changes.add(change());
        return Optional.of(new Edit(step, path, List.copyOf(reasons), diff(), List.copyOf(changes)));
    }

    private FileChange kept(GuestFile file) {
        return file.target()
                .<FileChange>map(link -> new FileChange.Linked(copy, link))
                .orElseGet(() -> new FileChange.Written(
                        copy, Content.of(file, file.node().size(), new byte[0]), file.attributes()));
    }

    private FileChange change() {
        if (target != null) {
            return new FileChange.Linked(path, target);
        }
        if (!isThere()) {
            return new FileChange.Removed(path);
        }
        Content fresh = content != null ? content : Content.of(String.valueOf(text));
        FileTree.Attributes attributes = original.filter(GuestFile::isFile)
                .map(GuestFile::attributes)
                .orElse(new FileTree.Attributes(permissions, 0, 0));
        return new FileChange.Written(path, fresh, attributes);
    }

    private String diff() {
        String kept = keepsOriginal ? "the original is kept as " + copy + "\n" : "";
        boolean isTooLong = original.filter(GuestFile::isTooLong).isPresent();
        if (content != null || isTooLong) {
            long before = original.map(file -> file.node().size()).orElse(0L);
            long after = content != null
                    ? content.size()
                    : text().map(String::length).orElse(0);
            StringBuilder text = new StringBuilder(
                    (isTooLong ? "long" : "binary") + " file " + path + ": " + before + " -> " + after + " bytes\n");
            summary.forEach(line -> text.append(line).append('\n'));
            return kept + text;
        }
        return kept
                + UnifiedDiff.of(
                        path, shown(originalText(), original.flatMap(GuestFile::target)), shown(text(), target()));
    }

    private static Optional<String> shown(Optional<String> text, Optional<String> target) {
        return text.or(() -> target.map(t -> "symbolic link to " + t));
    }
}
