package dev.smc.core.internal.image.file;

import dev.smc.api.error.ErrorCode;
import dev.smc.api.error.TargetWriteException;
import dev.smc.core.internal.disk.IoReason;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Turns what goes wrong when writing a file into errors that say what to do. */
final class TargetErrors {
    /** Java has no exception of its own for a full file system; these are the messages of Linux, macOS and Windows. */
    private static final String[] FULL_MESSAGES = {
        "No space left on device", "Disk quota exceeded", "not enough space on the disk"
    };

    private TargetErrors() {}

    /** Returns the error of a write at {@code offset} of a file that is to have {@code size} bytes. */
    static TargetWriteException failedWrite(Path path, long offset, long size, IOException cause) {
        if (isFull(cause)) {
            return new TargetWriteException(
                    ErrorCode.TARGET_FULL,
                    "no space left for " + path + ": writing stopped at byte " + offset
                            + (size > 0 ? " of " + size : "") + free(path),
                    "free space there or choose another directory, then go on",
                    cause);
        }
        return failed("cannot be written at byte " + offset, path, cause);
    }

    /** Returns the error of anything else. */
    static TargetWriteException failed(String what, Path path, IOException cause) {
        String reason = cause instanceof FileAlreadyExistsException ? "it exists already" : IoReason.of(cause);
        return new TargetWriteException(
                ErrorCode.TARGET_UNWRITABLE,
                path + " " + what + ": " + reason,
                "check the directory, its permissions and the disk below it",
                cause);
    }

    static boolean isFull(IOException cause) {
        String message = cause.getMessage();
        for (String full : FULL_MESSAGES) {
            if (message != null && message.contains(full)) {
                return true;
            }
        }
        return false;
    }

    private static String free(Path path) {
        Path directory = path.toAbsolutePath().getParent();
        try {
            return directory == null
                    ? ""
                    : ", " + Files.getFileStore(directory).getUsableSpace() + " bytes are free in " + directory;
        } catch (IOException e) {
            return "";
        }
    }
}
