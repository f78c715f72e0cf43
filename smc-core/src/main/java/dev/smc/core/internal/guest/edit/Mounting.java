package dev.smc.core.internal.guest.edit;

import dev.smc.core.internal.tool.Programs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** What file systems of guests this machine can mount, and how. Thread-safe. */
final class Mounting {
    private static final Set<String> EXT = Set.of("ext2", "ext3", "ext4");

    private Mounting() {}

    /** Returns whether a kind of file system is one that guests may be edited on by mounting it. */
    static boolean isKnown(String content) {
        return EXT.contains(content) || content.equals("xfs");
    }

    /** Returns why a known kind cannot be mounted here, and the way out; empty if it can. */
    static Optional<String> obstacle(String content, EditingRights rights) {
        String name = content.toUpperCase(Locale.ROOT);
        if (!rights.mayMount() || !isRoot()) {
            return Optional.of(name + " can only be edited by mounting it: run as root with mayMount(true)");
        }
        String checker = FileSystemChecks.program(content);
        return Programs.all("unshare", "mount", "umount", "cp", checker)
                ? Optional.empty()
                : Optional.of(name + " can only be edited by mounting it, and unshare, mount, umount, cp or " + checker
                        + " is not installed here; install util-linux, coreutils and "
                        + (EXT.contains(content) ? "e2fsprogs" : "xfsprogs"));
    }

    private static boolean isRoot() {
        try {
            return Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
            return false; // it is no Linux, and nothing can be mounted so
        }
    }

    /**
     * Returns the options with which a file system is mounted: nothing in it is a device or has the rights of another user, no link
     * leads anywhere, and nothing that it says of itself stops this machine.
     */
    static String options(String content) {
        return "loop,rw,nosuid,nodev,nosymfollow," + (EXT.contains(content) ? "errors=remount-ro" : "nouuid");
    }
}
