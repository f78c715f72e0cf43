package dev.smc.core.internal.cloud.local;

import dev.smc.core.internal.tool.Programs;
import dev.smc.core.internal.tool.Programs.FailedException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The programs of this machine that make file systems larger. Thread-safe. */
final class GrowingTools {
    private static final List<String> EXT = List.of("ext2", "ext3", "ext4");
    /** Far longer than any of them takes; a file system of a guest could make one loop for ever. */
    private static final Duration LIMIT = Duration.ofHours(6);

    private static final String GROW_MOUNTED =
            "mount -t xfs -o loop,nouuid,nosuid,nodev,noexec \"$1\" \"$2\" && xfs_growfs \"$2\" && umount \"$2\"";

    private final boolean mayMount;

    GrowingTools(boolean mayMount) {
        this.mayMount = mayMount;
    }

    /** Returns the file systems that can be made larger here. */
    Set<String> growable() {
        Set<String> growable = new TreeSet<>();
        if (Programs.all("e2fsck", "resize2fs")) {
            growable.addAll(EXT);
        }
        if (Programs.all("ntfsresize")) {
            growable.add("ntfs");
        }
        if (mayMount && Programs.all("unshare", "mount", "umount", "xfs_growfs", "xfs_repair")) {
            growable.add("xfs");
        }
        return growable;
    }

    /**
     * Makes a file system fill the file that it is in, and checks it. If this throws, the file is of no use any more.
     *
     * @param work an empty directory; what lies beside it may be used, too
     */
    void grow(String content, Path file, Path work) throws FailedException {
        String name = file.toString();
        switch (content) {
            case "ext2", "ext3", "ext4" -> {
                // 1: it was mended, as at any start of the guest.
                run(work, Set.of(0, 1), "e2fsck", "-f", "-p", name);
                run(work, "resize2fs", name);
                run(work, "e2fsck", "-f", "-n", name);
            }
            case "ntfs" -> {
                run(work, "ntfsresize", "--force", "--force", "--no-progress-bar", name);
                run(work, "ntfsresize", "--info", "--force", "--no-progress-bar", name);
            }
            case "xfs" -> growMounted(name, work);
            default -> throw new FailedException("no program is known that makes " + content + " larger");
        }
    }

    /** In a name space of its own the mount ends with the programs, whatever happens to this process. */
    private static void growMounted(String file, Path work) throws FailedException {
        run(work, "unshare", "--mount", "sh", "-c", GROW_MOUNTED, "sh", file, work.toString());
        run(work, "xfs_repair", "-n", file);
    }

    private static void run(Path work, String... command) throws FailedException {
        run(work, Set.of(0), command);
    }

    private static void run(Path work, Set<Integer> good, String... command) throws FailedException {
        Programs.run(work.resolveSibling("output.txt"), LIMIT, good, command);
    }
}
