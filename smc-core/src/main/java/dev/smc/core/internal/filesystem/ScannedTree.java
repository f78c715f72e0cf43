package dev.smc.core.internal.filesystem;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiPredicate;

/** A tree whose directories are looked through from start to end, also for one name. */
public abstract class ScannedTree implements FileTree {
    /**
     * Passes the names, in UTF-8, and the numbers of what a directory has to a visitor, until that returns false. A node of another
     * type has none.
     */
    protected abstract void scan(Node directory, BiPredicate<ByteBuffer, Long> visitor);

    /** Returns the node of a number. */
    protected abstract Node node(long id);

    /** The same names are asked for again and again, as those of directories on the way to others. */
    private record Place(long directory, String name) {}

    private static final int MOST_KNOWN = 10_000;
    private static final int LONGEST_KNOWN = 255;

    private final Map<Place, Optional<Node>> known = new ConcurrentHashMap<>();

    @Override
    public final Optional<Node> child(Node directory, String name) {
        Place place = new Place(directory.id(), name);
        Optional<Node> child = known.get(place);
        if (child == null) {
            child = find(directory, name);
            if (known.size() < MOST_KNOWN && name.length() <= LONGEST_KNOWN) {
                known.put(place, child);
            }
        }
        return child;
    }

    private Optional<Node> find(Node directory, String name) {
        ByteBuffer wanted = ByteBuffer.wrap(name.getBytes(StandardCharsets.UTF_8));
        List<Long> found = new ArrayList<>();
        scan(directory, (entry, id) -> {
            if (entry.equals(wanted)) {
                found.add(id);
            }
            return found.isEmpty();
        });
        return found.stream().findFirst().map(this::node);
    }

    @Override
    public final List<String> names(Node directory, int most) {
        List<String> names = new ArrayList<>();
        scan(directory, (entry, id) -> {
            String name = StandardCharsets.UTF_8.decode(entry).toString();
            if (!name.equals(".") && !name.equals("..")) {
                names.add(name);
            }
            return names.size() < most;
        });
        return names;
    }
}
