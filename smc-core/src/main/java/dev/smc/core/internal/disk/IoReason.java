package dev.smc.core.internal.disk;

import java.io.IOException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.util.Optional;

/** Says in words why an operation on a file or a connection failed, where Java says it with the name of a class. */
public final class IoReason {
    private IoReason() {}

    /** Returns the reason, as a part of a sentence. */
    public static String of(IOException e) {
        if (e instanceof NoSuchFileException missing) {
            return "no such file or directory: " + missing.getFile();
        }
        if (e instanceof AccessDeniedException denied) {
            return denied.getFile() + " may not be accessed by this process";
        }
        if (e instanceof FileSystemLoopException) {
            return "its symbolic links lead back to themselves";
        }
        if (e instanceof FileSystemException failed && failed.getReason() != null) {
            return failed.getFile() == null ? failed.getReason() : failed.getFile() + ": " + failed.getReason();
        }
        if (e instanceof UnknownHostException unknown) {
            return "there is no host "
                    + Optional.ofNullable(unknown.getMessage()).orElse("of that name");
        }
        if (e instanceof ClosedChannelException) {
            return "it was closed meanwhile";
        }
        return Optional.ofNullable(e.getMessage()).orElseGet(() -> e.getClass().getSimpleName());
    }
}
