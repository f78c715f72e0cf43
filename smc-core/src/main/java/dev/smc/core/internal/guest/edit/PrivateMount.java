package dev.smc.core.internal.guest.edit;

import dev.smc.core.internal.tool.Programs;
import dev.smc.core.internal.tool.Programs.FailedException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * A file system that is mounted in a name space of its own, which a helper process holds. Nobody else sees the mount, and it is gone
 * as soon as the helper is, which ends with this process, whatever happens to it. No link in it is followed. Not thread-safe.
 */
final class PrivateMount implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofHours(1);
    private static final String READY = "ready";
    private static final int MOST_LINES = 50;
    /** The word that is awaited is built into the shell, so that there is no other process that could outlive it. */
    private static final String SCRIPT = "mount -t \"$1\" -o \"$2\" \"$3\" \"$4\" && echo " + READY
            + " && { read -r _; sync -f \"$4\" && umount \"$4\"; }";

    private final Process helper;
    private final BufferedReader said;
    private final Path directory;

    private PrivateMount(Process helper, Path mountPoint) {
        this.helper = helper;
        this.said = helper.inputReader(StandardCharsets.ISO_8859_1);
        this.directory = Path.of("/proc", Long.toString(helper.pid()), "root")
                .resolve(Path.of("/").relativize(mountPoint));
    }

    /**
     * Mounts a file system.
     *
     * @param content its kind, one that {@link Mounting} knows
     * @param work a directory in which there is room for another one
     * @throws FailedException if it cannot be mounted, or links in it could be followed
     */
    static PrivateMount of(String content, Path fileSystem, Path work) throws FailedException {
        Path unshare = Programs.find("unshare").orElseThrow(() -> new FailedException("unshare is not installed"));
        try {
            Path mountPoint = Files.createDirectories(work.resolve("mounted")).toRealPath();
            Process helper = Programs.builder(List.of(
                            unshare.toString(),
                            "--mount",
                            "--propagation",
                            "private",
                            "sh",
                            "-c",
                            SCRIPT,
                            "sh",
                            content,
                            Mounting.options(content) + ",noexec",
                            fileSystem.toString(),
                            mountPoint.toString()))
                    .redirectInput(ProcessBuilder.Redirect.PIPE)
                    .redirectErrorStream(true)
                    .start();
            CompletableFuture<Process> ignored = helper.onExit()
                    .orTimeout(LIMIT.toSeconds(), TimeUnit.SECONDS)
                    .exceptionally(late -> helper.destroyForcibly());
            PrivateMount mount = new PrivateMount(helper, mountPoint);
            mount.begin(mountPoint);
            return mount;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void begin(Path mountPoint) throws IOException, FailedException {
        try {
            List<String> lines = new ArrayList<>();
            for (String line = said.readLine(); !READY.equals(line); line = said.readLine()) {
                if (line == null || lines.size() == MOST_LINES) {
                    throw new FailedException("the file system cannot be mounted: " + String.join(" ", lines));
                }
                lines.add(line);
            }
            if (!followsNoLinks(mountPoint)) {
                throw new FailedException(
                        "this machine cannot mount a file system without following its links; Linux 5.10 can");
            }
        } catch (IOException | FailedException | RuntimeException e) {
            close();
            throw e;
        }
    }

    /** Older kernels do not know the option, and ignore it. */
    private boolean followsNoLinks(Path mountPoint) throws IOException {
        String escaped = mountPoint.toString().replace("\\", "\\134").replace(" ", "\\040");
        Path mounts = Path.of("/proc", Long.toString(helper.pid()), "mountinfo");
        return Files.readAllLines(mounts, StandardCharsets.ISO_8859_1).stream()
                .map(line -> line.split(" "))
                .anyMatch(fields -> fields.length > 5
                        && fields[4].equals(
                                new String(escaped.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1))
                        && List.of(fields[5].split(",")).contains("nosymfollow"));
    }

    /** Returns where this process finds the files. */
    Path directory() {
        return directory;
    }

    /** Returns the process that holds the mount. */
    ProcessHandle helper() {
        return helper.toHandle();
    }

    /**
     * Writes everything to the file that the file system is in, and unmounts it.
     *
     * @throws FailedException if that fails; the file is of no use then
     */
    void unmount() throws FailedException {
        try {
            helper.outputWriter(StandardCharsets.US_ASCII).close();
            String last = String.join(" ", said.lines().limit(MOST_LINES).toList());
            int status = helper.waitFor();
            if (status != 0) {
                throw new FailedException("the file system cannot be unmounted: " + last);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new FailedException("unmounting was interrupted");
        } catch (IOException | UncheckedIOException e) {
            throw new FailedException("the file system cannot be unmounted: " + e.getMessage());
        }
    }

    /** Ends the mount; what was written since may be lost unless {@link #unmount} did it already. */
    @Override
    public void close() {
        helper.destroyForcibly();
        boolean interrupted = false;
        while (helper.isAlive()) {
            try {
                helper.waitFor();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
