package dev.smc.examples.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where SQLite unpacks its native library. In the directory for temporary files, which is its default, every process that is
 * killed would leave one for good.
 */
final class NativeLibrary {
    private static final String DIRECTORY = "org.sqlite.tmpdir";
    private static final boolean CHOSEN = System.getProperty(DIRECTORY) != null;

    private NativeLibrary() {}

    /** Has it unpacked into a home, unless the user chose a place. */
    static void unpackInto(Path home) {
        if (!CHOSEN) {
            System.setProperty(DIRECTORY, home.toAbsolutePath().toString());
        }
    }

    /** Removes what processes that were killed left in a home, which must be open: no other process can be using it then. */
    static void sweep(Path home) {
        try (DirectoryStream<Path> left = Files.newDirectoryStream(home, "sqlite-*libsqlitejdbc*")) {
            for (Path file : left) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
