package dev.smc.core.internal.filesystem;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * A tree of a file system made for DOS or Windows: whether letters are capital does not matter, and a file may have a short name
 * besides its own, which leads to it but is not listed.
 */
public abstract class CaselessTree implements FileTree {
    /**
     * A name in a directory.
     *
     * @param isShort whether the file has a longer one, too
     * @param node gives the file
     */
    public record Entry(String name, boolean isShort, Supplier<Node> node) {}

    /** Passes what a directory has to a visitor, until that returns false. A node of another type has nothing. */
    protected abstract void scan(Node directory, Predicate<Entry> visitor);

    /** Returns what has the name as it is written or, if nothing has, what has it in other letters. */
    @Override
    public final Optional<Node> child(Node directory, String name) {
        List<Entry> found = new ArrayList<>();
        scan(directory, entry -> {
            boolean exact = entry.name().equals(name);
            if (exact) {
                found.clear();
            }
            if (exact || (found.isEmpty() && entry.name().equalsIgnoreCase(name))) {
                found.add(entry);
            }
            return !exact;
        });
        return found.stream().findFirst().map(entry -> entry.node().get());
    }

    @Override
    public final List<String> names(Node directory, int most) {
        List<String> names = new ArrayList<>();
        scan(directory, entry -> {
            if (names.size() < most && !entry.isShort()) {
                names.add(entry.name());
            }
            return names.size() < most;
        });
        return names;
    }
}
