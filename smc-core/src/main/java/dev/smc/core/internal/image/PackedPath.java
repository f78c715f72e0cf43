package dev.smc.core.internal.image;

import dev.smc.core.internal.image.archive.Archives;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A path that may lead into an archive: {@code appliance.ova#disk2.vmdk} is a disk in {@code appliance.ova}, unless there is a file
 * of that very name.
 *
 * @param file that exists, or the whole path if none does
 * @param disk in it, or null
 */
record PackedPath(Path file, @Nullable String disk) {
    static PackedPath of(Path path) {
        String text = path.toString();
        if (!Files.exists(path)) {
            for (int at = text.indexOf(Archives.SEPARATOR); at >= 0; at = text.indexOf(Archives.SEPARATOR, at + 1)) {
                Path file = path.getFileSystem().getPath(text.substring(0, at));
                if (Files.isRegularFile(file)) {
                    return new PackedPath(file, text.substring(at + 1));
                }
            }
        }
        return new PackedPath(path, null);
    }

    /** Returns the path of a disk in this file. */
    Path of(String name) {
        return file.resolveSibling(file.getFileName() + String.valueOf(Archives.SEPARATOR) + name);
    }
}
