package dev.smc.core.internal.guest.edit;

import dev.smc.core.internal.tool.Programs.FailedException;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;

/** Edits file systems by mounting them where nobody else sees it, which takes root. */
final class MountedEditor implements FileEditor {
    private final String content;

    /** Creates one for a kind of file system that {@link Mounting} knows. */
    MountedEditor(String content) {
        this.content = content;
    }

    @Override
    public void edit(Path fileSystem, List<FileChange> changes, Path work) throws FailedException {
        Path output = work.resolve("output.txt");
        FileSystemChecks.prepare(content, fileSystem, output);
        try (PrivateMount mount = PrivateMount.of(content, fileSystem, work)) {
            MountedFiles files = new MountedFiles(mount.directory(), output);
            for (FileChange change : changes) {
                carryOut(files, change);
            }
            mount.unmount();
        }
        FileSystemChecks.verify(content, fileSystem, output);
    }

    private static void carryOut(MountedFiles files, FileChange change) throws FailedException {
        try {
            files.carryOut(change);
        } catch (IOException | InvalidPathException e) {
            throw new FailedException(change.path() + " cannot be changed: " + e);
        }
    }
}
