package dev.smc.core.internal.filesystem;

import dev.smc.testkit.Programs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/** A file system in a file, mounted by the kernel or through FUSE. Where that is not possible, the test is skipped. */
public final class Mounted implements AutoCloseable {
    private static final int POLLS = 500;
    private static final int POLL_MILLIS = 20;

    private final Path directory;
    private final @Nullable Process driver;
    private final @Nullable String loop;

    private Mounted(Path directory, @Nullable Process driver, @Nullable String loop) {
        this.directory = directory;
        this.driver = driver;
        this.loop = loop;
    }

    /**
     * Mounts an image.
     *
     * @param type such as {@code ntfs}
     * @param directory an empty one
     */
    public static Mounted of(Path image, String type, Path directory) throws IOException, InterruptedException {
        Assumptions.assumeTrue(
                Files.isWritable(Path.of("/dev/loop-control")) && Files.isWritable(Path.of("/dev/fuse")),
                "this needs root, loop devices and FUSE");
        Files.createDirectories(directory);
        Path place = directory.toRealPath();
        Mounted mounted = switch (type) {
            case "ntfs" ->
                new Mounted(
                        place,
                        start("ntfs-3g", "-o", "no_detach,compression", image.toString(), place.toString()),
                        null);
            case "exfat" -> {
                // It takes block devices alone.
                String loop = Programs.run("losetup", "-f", "--show", image.toString())
                        .strip();
                yield new Mounted(place, start("mount.exfat-fuse", "-d", loop, place.toString()), loop);
            }
            default -> {
                // XFS refuses to mount two file systems with one identifier at a time.
                String options = type.equals("xfs") ? "loop,nouuid" : "loop";
                Programs.run("mount", "-t", type, "-o", options, image.toString(), place.toString());
                yield new Mounted(place, null, null);
            }
        };
        mounted.await();
        return mounted;
    }

    private static Process start(String... command) throws IOException {
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private void await() throws IOException, InterruptedException {
        for (int i = 0; i < POLLS && !isMounted(); i++) {
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
            if (driver != null && !driver.isAlive()) {
                throw new IOException("the driver for " + directory + " ended with " + driver.exitValue());
            }
        }
        if (!isMounted()) {
            throw new IOException(directory + " was not mounted in time");
        }
    }

    private boolean isMounted() throws IOException {
        return Files.readString(Path.of("/proc/mounts")).contains(" " + directory + " ");
    }

    public Path directory() {
        return directory;
    }

    /** Unmounts it; all that was written is in the file then. */
    @Override
    public void close() throws IOException {
        try {
            Programs.run(0, List.of("umount", directory.toString()), "");
            if (driver != null && !driver.waitFor(1, TimeUnit.MINUTES)) {
                driver.destroyForcibly();
                throw new IOException("the driver for " + directory + " did not end");
            }
            if (loop != null) {
                Programs.run("losetup", "-d", loop);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(directory + " was not unmounted", e);
        }
    }
}
