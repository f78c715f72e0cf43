package dev.smc.core.internal.center;

import dev.smc.api.error.InvalidSpecException;
import dev.smc.api.error.InvalidSpecException.Violation;
import dev.smc.api.model.DiskLocation;
import dev.smc.core.internal.job.DiskOpener;
import dev.smc.core.internal.job.OpenServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The disks of a server as users name them. */
final class ServerDisks {
    private ServerDisks() {}

    /** Returns the disks that locations lead to, archives looked into. */
    static List<DiskLocation> all(DiskOpener opener, List<DiskLocation> locations) {
        return locations.stream()
                .flatMap(location -> opener.disks(location).stream())
                .toList();
    }

    /**
     * Opens and inspects all disks that locations lead to.
     *
     * @throws InvalidSpecException if there are none, or one is named twice
     */
    static OpenServer open(DiskOpener opener, List<DiskLocation> locations) {
        if (locations.isEmpty()) {
            throw new InvalidSpecException(
                    "disks", "none is named; name all disks of the server, the system disk first");
        }
        List<DiskLocation> all = all(opener, locations);
        requireDistinct(all);
        return opener.openAll(all);
    }

    /** A disk under two names would become two; links are seen through. */
    static void requireDistinct(List<DiskLocation> disks) {
        Map<Path, DiskLocation> seen = new HashMap<>();
        List<Violation> twice = new ArrayList<>();
        for (DiskLocation disk : disks) {
            DiskLocation same = disk.isPath() ? seen.putIfAbsent(realPath(disk.path()), disk) : null;
            if (same != null) {
                twice.add(new Violation("disks", disk + " and " + same + " are the same disk"));
            }
        }
        if (!twice.isEmpty()) {
            throw new InvalidSpecException(twice);
        }
    }

    private static Path realPath(Path path) {
        try {
            return path.toRealPath();
        } catch (IOException e) {
            return path; // opening it says what is wrong
        }
    }
}
