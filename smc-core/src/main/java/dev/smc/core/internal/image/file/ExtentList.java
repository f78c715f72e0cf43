package dev.smc.core.internal.image.file;

import dev.smc.spi.disk.Extent;
import java.util.ArrayList;
import java.util.List;

/** Collects adjacent extents in order, and joins neighbours of the same kind. Not thread-safe. */
public final class ExtentList {
    private final List<Extent> extents = new ArrayList<>();

    /** Adds what follows the extents added so far; a length of 0 adds nothing. */
    public void add(Extent.Kind kind, long offset, long length) {
        if (length == 0) {
            return;
        }
        int last = extents.size() - 1;
        if (last >= 0 && extents.get(last).kind() == kind) {
            Extent before = extents.get(last);
            extents.set(last, new Extent(before.offset(), before.length() + length, kind));
        } else {
            extents.add(new Extent(offset, length, kind));
        }
    }

    public List<Extent> toList() {
        return List.copyOf(extents);
    }
}
