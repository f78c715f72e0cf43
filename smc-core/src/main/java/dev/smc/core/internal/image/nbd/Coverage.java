package dev.smc.core.internal.image.nbd;

import java.util.Map;
import java.util.TreeMap;

/** Which bytes of a range have come, in whatever order; none may come twice, and none may be missing at the end. */
final class Coverage {
    private static final int MOST_PIECES = 1024;

    private final int length;
    /** Disjoint pieces, never adjacent: their ends by their starts. */
    private final TreeMap<Integer, Integer> pieces = new TreeMap<>();

    Coverage(int length) {
        this.length = length;
    }

    /** Adds a piece within the range, not empty. */
    void add(int from, int count) throws NbdException {
        int start = from;
        int end = from + count;
        Map.Entry<Integer, Integer> before = pieces.floorEntry(from);
        Map.Entry<Integer, Integer> after = pieces.ceilingEntry(from);
        if ((before != null && before.getValue() > from) || (after != null && after.getKey() < end)) {
            throw NbdException.violation("data that overlaps other data of the same reply");
        }
        if (after != null && after.getKey() == end) {
            end = after.getValue();
            pieces.remove(after.getKey());
        }
        if (before != null && before.getValue() == from) {
            start = before.getKey();
        }
        pieces.put(start, end);
        if (pieces.size() > MOST_PIECES) {
            throw NbdException.violation("a reply in more than " + MOST_PIECES + " pieces out of order");
        }
    }

    void requireComplete() throws NbdException {
        if (length > 0 && (pieces.size() != 1 || pieces.getOrDefault(0, 0) != length)) {
            throw NbdException.violation("a reply that leaves out some of " + length + " bytes");
        }
    }
}
