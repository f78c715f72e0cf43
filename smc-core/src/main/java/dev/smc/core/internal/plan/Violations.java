package dev.smc.core.internal.plan;

import dev.smc.api.error.InvalidSpecException;
import dev.smc.api.error.InvalidSpecException.Violation;
import java.util.ArrayList;
import java.util.List;

/** Collects everything that is wrong with a plan. */
final class Violations {
    private final List<Violation> found = new ArrayList<>();

    static String disk(int disk) {
        return "plan.disk " + disk;
    }

    static String partition(int disk, int partition) {
        return disk(disk) + ".partition " + partition;
    }

    void add(String path, String message) {
        Violation violation = new Violation(path, message);
        if (!found.contains(violation)) {
            found.add(violation);
        }
    }

    void require(boolean holds, String path, String message) {
        if (!holds) {
            add(path, message);
        }
    }

    /** Throws if there are any. */
    void finish() {
        if (!found.isEmpty()) {
            throw new InvalidSpecException(found);
        }
    }
}
