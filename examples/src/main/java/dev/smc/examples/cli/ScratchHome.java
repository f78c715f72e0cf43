package dev.smc.examples.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** The home of a centre that is gone when a command ends, also when the process is asked to end (Ctrl-C). */
final class ScratchHome implements AutoCloseable {
    private final Path directory;
    private final Thread hook = new Thread(this::delete, "smc-interrupted");

    ScratchHome(String name) throws IOException {
        directory = Files.createTempDirectory(name);
        Runtime.getRuntime().addShutdownHook(hook);
    }

    Path directory() {
        return directory;
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            return; // The process is ending, so the hook is at work.
        }
        delete();
    }

    private void delete() {
        try (Stream<Path> tree = Files.walk(directory)) {
            for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
