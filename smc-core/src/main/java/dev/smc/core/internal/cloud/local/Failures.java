package dev.smc.core.internal.cloud.local;

import dev.smc.api.error.CloudException;
import dev.smc.api.error.ErrorCode;
import dev.smc.api.error.MigrationException;
import dev.smc.api.error.TargetWriteException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileLockInterruptionException;
import java.nio.file.Path;

/** Turns failures of files into the exceptions of the API. */
final class Failures {
    private Failures() {}

    /** Returns what to throw when {@code what} failed at {@code where}. */
    static MigrationException of(String what, Path where, IOException cause) {
        String found = what + " in " + where + ": " + describe(cause);
        if (isFull(cause)) {
            return new TargetWriteException(
                    ErrorCode.TARGET_FULL,
                    found,
                    "free space on that file system, or move the home directory to a larger one, then try again",
                    cause);
        }
        if (isInterruption(cause)) {
            return new CloudException(ErrorCode.STOPPED, found, "start it again", cause);
        }
        return new CloudException(
                ErrorCode.CLOUD_FAILED, found, "see that this directory can be written, then try again", cause);
    }

    /** Returns what to throw when something that is needed does not exist any more. */
    static CloudException gone(Kind kind, String id, Path directory) {
        return new CloudException(
                ErrorCode.RESOURCE_LOST,
                kind.name() + " " + id + " does not exist in " + directory,
                "delete the job and create it anew");
    }

    private static boolean isFull(IOException cause) {
        String message = String.valueOf(cause.getMessage());
        return message.contains("No space left on device") || message.contains("Disk quota exceeded");
    }

    private static boolean isInterruption(IOException cause) {
        return cause instanceof InterruptedIOException
                || cause instanceof ClosedByInterruptException
                || cause instanceof FileLockInterruptionException;
    }

    private static String describe(IOException cause) {
        String message = cause.getMessage();
        return cause.getClass().getSimpleName() + (message == null ? "" : " " + message);
    }
}
