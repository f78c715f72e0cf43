package dev.smc.examples.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** The home of a centre that is gone when a command ends. */
final class ScratchHome implements AutoCloseable {
    private final Path directory;

    ScratchHome(String name) throws IOException {
        directory = Files.createTempDirectory(name);
    }

    Path directory() {
        return directory;
    }

    @Override
    public void close() throws IOException {
        try (Stream<Path> tree = Files.walk(directory)) {
            for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }
}
