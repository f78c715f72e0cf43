package dev.smc.core.internal.guest.edit;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Contents as files of this machine, for programs to copy. Not thread-safe. */
final class StagedFiles {
    private final Path directory;
    private int count;

    StagedFiles(Path directory) {
        this.directory = directory;
    }

    /** Returns a file with a content. */
    Path stage(Content content) {
        Path file = directory.resolve("content-" + count++);
        try (InputStream stream = content.open()) {
            Files.copy(stream, file);
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
