package dev.smc.core.internal.cloud.local;

import dev.smc.core.internal.image.file.CopyListener;
import dev.smc.core.internal.image.file.SparseCopy;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Raw files that share their storage by hard link, and how that ends. */
final class SharedFiles {
    private static final String UNIX = "unix";

    private final DurableFiles files;

    SharedFiles(DurableFiles files) {
        this.files = files;
    }

    /** Makes {@code copy} a second name of a file that is never written again, or a copy where that cannot be. */
    void share(Path file, Path copy) throws IOException {
        if (!file.getFileSystem().supportedFileAttributeViews().contains(UNIX)) {
            copy(file, copy); // without a count of links nobody could tell that it is shared
            return;
        }
        try {
            files.link(file, copy);
        } catch (UnsupportedOperationException | FileSystemException e) {
            copy(file, copy);
        }
    }

    /** Copies a file, leaving out what reads as zeros, and forces the copy. */
    void copy(Path file, Path copy) {
        SparseCopy.copy(file, copy, CopyListener.NONE);
    }

    /** Gives a file storage of its own if it shares it, so that it can be written. */
    void unshare(Path file) throws IOException {
        if (!file.getFileSystem().supportedFileAttributeViews().contains(UNIX)
                || Files.getAttribute(file, "unix:nlink").equals(1)) {
            return;
        }
        Path own = file.resolveSibling("disk.own");
        files.delete(own);
        copy(file, own);
        files.move(own, file);
        files.forceDirectory(file.resolveSibling("."));
    }
}
