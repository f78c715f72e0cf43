package dev.smc.core.internal.boot;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;

/** The file systems of a server where it has them itself: the root file system, and {@code /boot} if that is another one. */
final class MountedServer implements AutoCloseable {
    private final Path root;
    private final Deque<Mount> mounts = new ArrayDeque<>();

    /** Mounts them, with options of mount if there are any. */
    MountedServer(DebianLayout layout, DiskRegion place, Path directory, String... options) throws Exception {
        root = directory;
        mounts.push(new Mount(place, directory, options));
        try {
            if (layout.hasBoot()) {
                DiskRegion boot = DiskRegion.partition(place.disk(), layout.bootPartition());
                mounts.push(new Mount(boot, directory.resolve("boot"), options));
            }
        } catch (Exception e) {
            close();
            throw e;
        }
    }

    Path root() {
        return root;
    }

    @Override
    public void close() throws IOException {
        while (!mounts.isEmpty()) {
            mounts.pop().close();
        }
    }
}
