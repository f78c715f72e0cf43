package dev.smc.core.internal.guest.edit;

import dev.smc.core.internal.tool.Programs;
import dev.smc.core.internal.tool.Programs.FailedException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** Edits FAT with mtools, which needs no root and mounts nothing. */
final class FatEditor implements FileEditor {
    private static final Duration LIMIT = Duration.ofMinutes(10);

    static boolean isInstalled() {
        return Programs.all("mcopy", "mmd", "mdel");
    }

    @Override
    public void edit(Path fileSystem, List<FileChange> changes, Path work) throws FailedException {
        StagedFiles files = new StagedFiles(work);
        Path output = work.resolve("output.txt");
        for (FileChange change : changes) {
            if (change instanceof FileChange.Linked) {
                throw new FailedException("FAT has no links, so " + change.path() + " cannot be one");
            }
            if (change instanceof FileChange.Written written) {
                makeDirectories(fileSystem, written.path(), output);
                String source = files.stage(written.content()).toString();
                run(output, Set.of(0), "mcopy", "-i", fileSystem.toString(), "-o", source, "::" + written.path());
            } else {
                run(output, Set.of(0), "mdel", "-i", fileSystem.toString(), "::" + change.path());
            }
        }
    }

    /** One that is there already is refused, and stays. */
    private static void makeDirectories(Path fileSystem, String path, Path output) throws FailedException {
        for (int at = path.indexOf('/', 1); at > 0; at = path.indexOf('/', at + 1)) {
            run(output, Set.of(0, 1), "mmd", "-D", "s", "-i", fileSystem.toString(), "::" + path.substring(0, at));
        }
    }

    private static void run(Path output, Set<Integer> good, String... command) throws FailedException {
        Programs.run(output, LIMIT, good, command);
    }
}
