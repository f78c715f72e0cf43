package dev.smc.core.internal.guest.edit;

import dev.smc.core.internal.tool.Programs.FailedException;
import java.nio.file.Path;
import java.util.List;

/** Edits the files of a file system that is in a file of this machine. Thread-safe. */
interface FileEditor {
    /**
     * Carries changes out.
     *
     * @param fileSystem the file that holds the file system; nobody else uses it
     * @param changes whose paths are those in the file system
     * @param work a directory for files of this call
     * @throws FailedException if one cannot be carried out; the file is of no use then
     */
    void edit(Path fileSystem, List<FileChange> changes, Path work) throws FailedException;
}
