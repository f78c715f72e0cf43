package dev.smc.testkit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs programs of the machine that serve tests as oracles. */
public final class Programs {
    /** qemu-img takes more than a quarter of an hour to write 4 GiB in zstd clusters of 512 bytes. */
    private static final int MINUTES = 60;

    private Programs() {}

    /** Runs a program to its end and returns what it said; fails if its exit code is not 0. */
    public static String run(String... command) throws IOException, InterruptedException {
        return run(0, List.of(command), "");
    }

    /** Runs a program with {@code input} to its end and returns what it said; fails if its exit code is another one. */
    public static String run(int exitCode, List<String> command, String input)
            throws IOException, InterruptedException {
        Path in = Files.createTempFile("in", ".txt");
        Path out = Files.createTempFile("out", ".txt");
        try {
            Files.writeString(in, input);
            ProcessBuilder builder = new ProcessBuilder(command)
                    .redirectInput(in.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(out.toFile());
            builder.environment().merge("PATH", "/usr/sbin:/sbin", (path, more) -> path + ":" + more);
            builder.environment().put("LC_ALL", "C");
            Process process = builder.start();
            boolean ended = process.waitFor(MINUTES, TimeUnit.MINUTES);
            String said = Files.readString(out, StandardCharsets.ISO_8859_1);
            if (!ended || process.exitValue() != exitCode) {
                process.destroyForcibly();
                throw new IOException(String.join(" ", command) + (ended ? " failed: " : " did not end: ") + said);
            }
            return said;
        } finally {
            Files.delete(in);
            Files.delete(out);
        }
    }
}
