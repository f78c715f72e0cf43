package dev.smc.core.internal.store;

import dev.smc.api.error.ErrorCode;
import dev.smc.api.error.StoreException;
import dev.smc.core.internal.disk.IoReason;
import dev.smc.core.internal.disk.PrivateDirectory;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The home directory. */
final class Home {
    private Home() {}

    /** Creates a directory that only its owner can use, unless it exists. */
    static Path create(Path directory) {
        try {
            if (Files.isDirectory(directory)) {
                return directory;
            }
            PrivateDirectory.create(directory);
            return directory;
        } catch (FileAlreadyExistsException e) {
            throw new StoreException(
                    ErrorCode.STORE_UNUSABLE, directory + " is a file", "choose a directory, or a new name", e);
        } catch (IOException e) {
            throw new StoreException(
                    ErrorCode.STORE_UNUSABLE,
                    "cannot create the directory " + directory + ": " + IoReason.of(e),
                    "choose a directory that this user can write",
                    e);
        }
    }
}
