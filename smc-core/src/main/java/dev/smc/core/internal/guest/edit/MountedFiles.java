package dev.smc.core.internal.guest.edit;

import dev.smc.core.internal.filesystem.FileTree;
import dev.smc.core.internal.tool.Programs;
import dev.smc.core.internal.tool.Programs.FailedException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Set;

/**
 * The files of a mounted file system of a guest, which may be hostile: what is there is never opened, only replaced, and its links
 * cannot be followed because it is mounted so. Not thread-safe.
 */
final class MountedFiles {
    private static final Duration LIMIT = Duration.ofMinutes(10);

    private final Path directory;
    private final Path output;

    /**
     * Creates one.
     *
     * @param directory where it is mounted
     * @param output a file that is free for what programs say
     */
    MountedFiles(Path directory, Path output) {
        this.directory = directory;
        this.output = output;
    }

    /**
     * Carries a change out.
     *
     * @throws IOException if it cannot be, as where a link is in its way
     */
    void carryOut(FileChange change) throws IOException, FailedException {
        Path path = path(change.path());
        if (change instanceof FileChange.Written written) {
            makeDirectories(change.path());
            write(path, written.content(), written.attributes());
        } else if (change instanceof FileChange.Linked linked) {
            makeDirectories(change.path());
            Path fresh = fresh(path);
            Files.createSymbolicLink(fresh, Path.of(linked.target()));
            replace(fresh, path);
        } else if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            remove(path);
        }
    }

    private Path path(String path) throws FailedException {
        for (String name : path.split("/", -1)) {
            // Upwards from the top, the file system is left.
            if (name.equals("..") || name.equals(".")) {
                throw new FailedException(path + " is no plain path");
            }
        }
        return directory.resolve(path.substring(1));
    }

    private void makeDirectories(String path) throws IOException, FailedException {
        for (int at = path.indexOf('/', 1); at > 0; at = path.indexOf('/', at + 1)) {
            Path above = path(path.substring(0, at));
            if (!Files.exists(above, LinkOption.NOFOLLOW_LINKS)) {
                Files.createDirectory(above);
                Files.setAttribute(above, "unix:mode", 0755);
            }
        }
    }

    /** What it replaces hands on its labels and access lists, too. */
    private void write(Path path, Content content, FileTree.Attributes attributes) throws IOException, FailedException {
        Path fresh = fresh(path);
        if (Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
            run("cp", "--attributes-only", "--preserve=mode,ownership,xattr", path.toString(), fresh.toString());
        } else {
            Files.createFile(fresh);
        }
        try (FileChannel channel = FileChannel.open(fresh, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
                InputStream from = content.open();
                OutputStream to = Channels.newOutputStream(channel)) {
            from.transferTo(to);
            channel.force(true);
        }
        Files.setAttribute(fresh, "unix:uid", (int) attributes.owner());
        Files.setAttribute(fresh, "unix:gid", (int) attributes.group());
        // Last: a new owner takes the bits away that lend rights.
        Files.setAttribute(fresh, "unix:mode", attributes.permissions());
        replace(fresh, path);
    }

    private static Path fresh(Path path) {
        // Nobody else writes to a file system that was taken out, and each is moved before the next is made.
        return path.resolveSibling(".smc-new-file");
    }

    private void replace(Path fresh, Path path) throws IOException, FailedException {
        try {
            move(fresh, path);
        } catch (FileSystemException e) {
            unlock(path, e);
            move(fresh, path);
        }
    }

    private static void move(Path fresh, Path path) throws IOException {
        Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE);
    }

    private void remove(Path path) throws IOException, FailedException {
        if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
            throw new DirectoryNotEmptyException("a directory is not removed");
        }
        try {
            Files.delete(path);
        } catch (FileSystemException e) {
            unlock(path, e);
            Files.delete(path);
        }
    }

    /** Guests protect some files, such as {@code resolv.conf}, from their own programs. */
    private void unlock(Path path, FileSystemException failure) throws IOException, FailedException {
        if (!Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS) || !Programs.all("chattr")) {
            throw failure;
        }
        run("chattr", "-i", "-a", path.toString());
    }

    private void run(String... command) throws FailedException {
        Programs.run(output, LIMIT, Set.of(0), command);
    }
}
