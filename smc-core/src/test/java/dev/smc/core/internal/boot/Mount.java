package dev.smc.core.internal.boot;

import dev.smc.testkit.Programs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A mounted file system. */
final class Mount implements AutoCloseable {
    private final Path directory;

    /** Mounts a region, with options of mount if there are any. */
    Mount(DiskRegion region, Path directory, String... options) throws IOException, InterruptedException {
        this.directory = Files.createDirectories(directory);
        String loop = "loop,offset=" + region.start() + ",sizelimit=" + region.size();
        String all = options.length == 0 ? loop : loop + "," + String.join(",", options);
        Programs.run("mount", "-o", all, region.disk().toString(), directory.toString());
    }

    Path directory() {
        return directory;
    }

    @Override
    public void close() throws IOException {
        try {
            Programs.run("umount", directory.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(directory + " was not unmounted", e);
        }
    }
}
