package dev.smc.core.internal.tool;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The programs of this machine. They are run without a shell. Thread-safe. */
public final class Programs {
    /** Services often run without the directories of administrators; the last one is where RHEL keeps QEMU. */
    private static final List<String> MORE_DIRECTORIES =
            List.of("/usr/local/sbin", "/usr/sbin", "/sbin", "/usr/libexec");

    private static final int LONGEST_OUTPUT = 2000;

    private Programs() {}

    /** A program failed; the message says which and how. */
    public static final class FailedException extends Exception {
        private static final long serialVersionUID = 1L;

        /** Creates one. */
        public FailedException(String message) {
            super(message);
        }
    }

    /** Returns whether all of these are installed. */
    public static boolean all(String... programs) {
        return Arrays.stream(programs).allMatch(program -> find(program).isPresent());
    }

    /** Returns where a program is. */
    public static Optional<Path> find(String program) {
        String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
        return Stream.concat(Pattern.compile(":").splitAsStream(path), MORE_DIRECTORIES.stream())
                .filter(directory -> !directory.isEmpty())
                .map(directory -> Path.of(directory).resolve(program))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** Returns how to start a program, with nothing to read and with messages in English. */
    public static ProcessBuilder builder(List<String> command) {
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
        builder.environment().put("LC_ALL", "C");
        return builder;
    }

    /**
     * Runs a program to its end.
     *
     * @param output a file that is free for what it says, and deleted afterwards
     * @param limit after which it is killed
     * @param good the exit codes that mean success
     * @throws FailedException if it is not installed, ends otherwise or not in time, or this thread is interrupted
     */
    public static void run(Path output, Duration limit, Set<Integer> good, String... command) throws FailedException {
        Path program = find(command[0]).orElseThrow(() -> new FailedException(command[0] + " is not installed"));
        String[] resolved = command.clone();
        resolved[0] = program.toString();
        run(builder(List.of(resolved)), command[0], output, limit, good);
    }

    /**
     * Runs a program to its end whose input stays open until then, so that it can tell when this process ends.
     *
     * @param name what it is called in messages
     * @param output a file that is free for what it says, and deleted afterwards
     * @throws FailedException if it does not end with 0, or not in time, or this thread is interrupted
     */
    public static void runHeld(List<String> command, String name, Path output, Duration limit) throws FailedException {
        run(builder(command).redirectInput(ProcessBuilder.Redirect.PIPE), name, output, limit, Set.of(0));
    }

    private static void run(ProcessBuilder builder, String name, Path output, Duration limit, Set<Integer> good)
            throws FailedException {
        try {
            Process process = builder.redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            int status = await(process, name, limit);
            if (!good.contains(status)) {
                throw new FailedException(name + " ended with " + status + ": " + tail(output));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            delete(output);
        }
    }

    private static int await(Process process, String program, Duration limit) throws FailedException {
        try {
            if (process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                return process.exitValue();
            }
            throw new FailedException(program + " did not end within " + limit.toMillis() / 1000.0 + " seconds");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new FailedException(program + " was interrupted");
        } finally {
            process.destroyForcibly();
        }
    }

    private static String tail(Path output) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(output.toFile(), "r")) {
            // Programs may say very much of what is damaged.
            byte[] end = new byte[(int) Math.min(file.length(), LONGEST_OUTPUT)];
            file.seek(file.length() - end.length);
            file.readFully(end);
            return new String(end, StandardCharsets.ISO_8859_1).strip().replaceAll("\\s+", " ");
        }
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
