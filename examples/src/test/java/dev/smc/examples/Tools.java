package dev.smc.examples;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs other programs. */
public final class Tools {
    /** What a program said and how it ended. */
    public record Outcome(int exit, String out, String err) {}

    private Tools() {}

    /** Runs a program in a directory and waits for it, two minutes at most. */
    public static Outcome run(Path directory, List<String> command) throws IOException, InterruptedException {
        Path out = Files.createTempFile("out", ".txt");
        Path err = Files.createTempFile("err", ".txt");
        try {
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile());
            builder.environment().merge("PATH", "/usr/sbin:/sbin", (path, more) -> path + ":" + more);
            Process process = builder.start();
            process.getOutputStream().close();
            if (!process.waitFor(2, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                throw new IllegalStateException(command + " did not end: " + Files.readString(out, UTF_8));
            }
            return new Outcome(process.exitValue(), Files.readString(out, UTF_8), Files.readString(err, UTF_8));
        } finally {
            Files.delete(out);
            Files.delete(err);
        }
    }

    /** Runs a program in the current directory. */
    public static Outcome run(String... command) throws IOException, InterruptedException {
        return run(Path.of("."), List.of(command));
    }
}
