package dev.smc.core.internal.guest.edit;

import dev.smc.api.error.CorruptDiskException;
import dev.smc.core.internal.disk.DiskRange;
import dev.smc.core.internal.filesystem.FileTree;
import dev.smc.core.internal.filesystem.ext.ExtFileTree;
import dev.smc.core.internal.image.DiskImages;
import dev.smc.core.internal.tool.Programs;
import dev.smc.core.internal.tool.Programs.FailedException;
import dev.smc.spi.disk.BlockSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Edits ext2, ext3 and ext4 with e2fsprogs, which needs no root and mounts nothing. */
final class ExtEditor implements FileEditor {
    private static final Duration LIMIT = Duration.ofHours(1);
    private static final int REGULAR_FILE = 0100000;
    /**
     * The longest line of a script, in bytes. What is longer than the {@code BUFSIZ} of the C library, 1024 in musl, would be cut, and the
     * rest taken for a command; a command with {@code !} before it is one of a shell of this machine.
     */
    private static final int LONGEST_LINE = 1000;

    /** The longest path and target that leave room for the rest of a line. */
    private static final int LONGEST_NAME = 440;

    static boolean isInstalled() {
        return Programs.all("debugfs", "e2fsck");
    }

    /** Returns why debugfs cannot make a change; empty if it can. */
    static Optional<String> obstacle(FileChange change) {
        String target = change instanceof FileChange.Linked linked ? linked.target() : "";
        return length(change.path()) > LONGEST_NAME || length(target) > LONGEST_NAME
                ? Optional.of("its path, or that of what it leads to, is longer than " + LONGEST_NAME
                        + " bytes, which debugfs does not take; give it a shorter one on the server")
                : Optional.empty();
    }

    private static int length(String name) {
        return name.replace("\"", "\"\"").getBytes(StandardCharsets.UTF_8).length;
    }

    @Override
    public void edit(Path fileSystem, List<FileChange> changes, Path work) throws FailedException {
        String name = fileSystem.toString();
        Path output = work.resolve("output.txt");
        FileSystemChecks.prepare("ext4", fileSystem, output);
        Path script = work.resolve("script.txt");
        try (BlockSource source = DiskImages.openRaw(fileSystem)) {
            FileTree tree = ExtFileTree.open(new DiskRange(source, 0, source.size()))
                    .orElseThrow(() -> new FailedException("the files of " + fileSystem + " cannot be read"));
            Files.write(script, script(tree, changes, new StagedFiles(work)), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (CorruptDiskException e) {
            throw new FailedException(String.valueOf(e.getMessage()));
        }
        Programs.run(output, LIMIT, Set.of(0), "debugfs", "-w", "-f", script.toString(), name);
        FileSystemChecks.verify("ext4", fileSystem, output);
    }

    /** What fails in a script stops nothing and gives no exit code; what came of it is read back later. */
    private static List<String> script(FileTree tree, List<FileChange> changes, StagedFiles files)
            throws FailedException {
        List<String> script = new ArrayList<>();
        Set<String> directories = new LinkedHashSet<>();
        for (FileChange change : changes) {
            String path = change.path();
            int slash = path.lastIndexOf('/');
            String directory = slash == 0 ? "/" : path.substring(0, slash);
            String name = quoted(path.substring(slash + 1));
            // To mkdir and rm, what is right below the top is in the current directory.
            script.add("cd /");
            if (!(change instanceof FileChange.Removed)) {
                for (int at = path.indexOf('/', 1); at > 0; at = path.indexOf('/', at + 1)) {
                    // Where there is one already, mkdir is refused too late, and leaves an inode with a block of
                    // others.
                    if (directories.add(path.substring(0, at)) && !isThere(tree, path.substring(1, at))) {
                        script.add("mkdir " + quoted(path.substring(0, at)));
                    }
                }
            }
            script.add("rm " + quoted(path));
            if (change instanceof FileChange.Written written) {
                script.add("cd " + quoted(directory));
                script.add("write " + quoted(files.stage(written.content()).toString()) + " " + name);
                attributes(script, quoted(path), written.attributes());
            } else if (change instanceof FileChange.Linked linked) {
                script.add("cd " + quoted(directory));
                script.add("symlink " + name + " " + quoted(linked.target()));
            }
        }
        for (String line : script) {
            if (line.getBytes(StandardCharsets.UTF_8).length > LONGEST_LINE) {
                throw new FailedException("a path is too long for debugfs: " + line.substring(0, 100) + "...");
            }
        }
        return script;
    }

    private static boolean isThere(FileTree tree, String path) {
        Optional<FileTree.Node> node = Optional.of(tree.root());
        for (String name : path.split("/", -1)) {
            node = node.filter(n -> n.type() == FileTree.Type.DIRECTORY).flatMap(n -> tree.child(n, name));
        }
        return node.isPresent();
    }

    private static void attributes(List<String> script, String path, FileTree.Attributes attributes) {
        script.add("sif " + path + " mode 0" + Integer.toOctalString(REGULAR_FILE | attributes.permissions()));
        script.add("sif " + path + " uid " + attributes.owner());
        script.add("sif " + path + " gid " + attributes.group());
    }

    /** A script has a command on each line, whose words may be quoted; a quote within is written twice. */
    private static String quoted(String word) throws FailedException {
        if (word.chars().anyMatch(c -> c < ' ')) {
            throw new FailedException("the name \"" + word.replaceAll("\\p{Cntrl}", "?") + "\" has control characters");
        }
        return '"' + word.replace("\"", "\"\"") + '"';
    }
}
