package dev.smc.core.internal.guest.edit;

import dev.smc.core.internal.tool.Programs;
import dev.smc.core.internal.tool.Programs.FailedException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;

/** The programs that mend and check file systems in files of this machine. Thread-safe. */
final class FileSystemChecks {
    private static final Duration LIMIT = Duration.ofHours(1);

    private FileSystemChecks() {}

    /** Returns the program that checks a kind of file system. */
    static String program(String content) {
        return content.equals("xfs") ? "xfs_repair" : "e2fsck";
    }

    /** Replays what a guest that was cut off has left in the journal; mounting XFS does that. */
    static void prepare(String content, Path file, Path output) throws FailedException {
        if (!content.equals("xfs")) {
            // 1: it was mended, as at any start of the guest.
            Programs.run(output, LIMIT, Set.of(0, 1), "e2fsck", "-f", "-p", file.toString());
        }
    }

    /**
     * Checks one that is not mounted.
     *
     * @throws FailedException if anything is wrong with it
     */
    static void verify(String content, Path file, Path output) throws FailedException {
        if (content.equals("xfs")) {
            Programs.run(output, LIMIT, Set.of(0), "xfs_repair", "-n", file.toString());
        } else {
            Programs.run(output, LIMIT, Set.of(0), "e2fsck", "-f", "-n", file.toString());
        }
    }
}
