package dev.smc.examples.cli;

import dev.smc.api.error.InvalidSpecException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Files that commands write: new ones, because what is there already may be a disk. */
final class NewFile {
    private NewFile() {}

    /** Refuses a file that {@link #write} cannot make, before the work is done that it is for. */
    static void check(String option, Path file) {
        write(option, file, "");
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw refusal(option, file, e);
        }
    }

    static void write(String option, Path file, String text) {
        try {
            Files.writeString(file, text, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        } catch (FileAlreadyExistsException e) {
            throw new InvalidSpecException(option, file + " exists already; name a new file");
        } catch (IOException e) {
            throw refusal(option, file, e);
        }
    }

    private static InvalidSpecException refusal(String option, Path file, IOException e) {
        return new InvalidSpecException(option, file + " cannot be written: " + reason(e));
    }

    /** Returns why a file cannot be used; of some exceptions the message is only the name of the file. */
    static String reason(IOException e) {
        if (e instanceof NoSuchFileException) {
            return "no such file or directory";
        }
        return e instanceof AccessDeniedException ? "permission denied" : String.valueOf(e.getMessage());
    }
}
