package dev.smc.core.internal.cloud.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The programs of this machine that make file systems larger. Thread-safe. */
final class GrowingTools {
    private static final List<String> EXT = List.of("ext2", "ext3", "ext4");
    /** Services often run without the directories of administrators. */
    private static final List<String> MORE_DIRECTORIES = List.of("/usr/local/sbin", "/usr/sbin", "/sbin");

    private static final int LONGEST_OUTPUT = 2000;
    /** Far longer than any of them takes; a file system of a guest could make one loop for ever. */
    private static final long TIMEOUT_HOURS = 6;

    private static final String GROW_MOUNTED =
            "mount -t xfs -o loop,nouuid,nosuid,nodev,noexec \"$1\" \"$2\" && xfs_growfs \"$2\" && umount \"$2\"";

    private final boolean mayMount;

    /** A program failed; the message says which and how. */
    static final class FailedException extends Exception {
        private static final long serialVersionUID = 1L;

        FailedException(String message) {
            super(message);
        }
    }

    GrowingTools(boolean mayMount) {
        this.mayMount = mayMount;
    }

    /** Returns the file systems that can be made larger here. */
    Set<String> growable() {
        Set<String> growable = new TreeSet<>();
        if (all("e2fsck", "resize2fs")) {
            growable.addAll(EXT);
        }
        if (all("ntfsresize")) {
            growable.add("ntfs");
        }
        if (mayMount && all("unshare", "mount", "umount", "xfs_growfs", "xfs_repair")) {
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

    private static boolean all(String... programs) {
        return Arrays.stream(programs).allMatch(program -> find(program).isPresent());
    }

    private static Optional<Path> find(String program) {
        String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
        return Stream.concat(Pattern.compile(":").splitAsStream(path), MORE_DIRECTORIES.stream())
                .filter(directory -> !directory.isEmpty())
                .map(directory -> Path.of(directory).resolve(program))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private static void run(Path work, String... command) throws FailedException {
        run(work, Set.of(0), command);
    }

    private static void run(Path work, Set<Integer> good, String... command) throws FailedException {
        Path program = find(command[0]).orElseThrow(() -> new FailedException(command[0] + " is not installed"));
        String[] resolved = command.clone();
        resolved[0] = program.toString();
        Path output = work.resolveSibling("output.txt");
        try {
            ProcessBuilder builder = new ProcessBuilder(resolved)
                    .redirectErrorStream(true)
                    .redirectInput(
                            ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                    .redirectOutput(output.toFile());
            builder.environment().put("LC_ALL", "C");
            Process process = builder.start();
            int status = await(process, command[0]);
            if (!good.contains(status)) {
                throw new FailedException(command[0] + " ended with " + status + ": " + tail(output));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            delete(output);
        }
    }

    private static int await(Process process, String program) throws FailedException {
        try {
            if (process.waitFor(TIMEOUT_HOURS, TimeUnit.HOURS)) {
                return process.exitValue();
            }
            throw new FailedException(program + " did not end within " + TIMEOUT_HOURS + " hours");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new FailedException(program + " was interrupted");
        } finally {
            process.destroyForcibly();
        }
    }

    private static String tail(Path output) throws IOException {
        String text =
                Files.readString(output, StandardCharsets.ISO_8859_1).strip().replaceAll("\\s+", " ");
        return text.substring(Math.max(0, text.length() - LONGEST_OUTPUT));
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
