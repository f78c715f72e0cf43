package dev.smc.core.internal.disk;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Directories that only their owner can use, because disks lie in them. */
public final class PrivateDirectory {
    private PrivateDirectory() {}

    /** Creates a directory and those above it that are missing; one that exists stays as it is. */
    public static void create(Path directory) throws IOException {
        Files.createDirectories(directory, OwnerOnly.directory(directory));
    }
}
