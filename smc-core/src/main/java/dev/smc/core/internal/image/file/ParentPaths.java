package dev.smc.core.internal.image.file;

import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where the parent of an image may be, given the paths that its program wrote down: where it was made, mostly under Windows. */
public final class ParentPaths {
    private static final Logger LOG = LoggerFactory.getLogger(ParentPaths.class);

    private ParentPaths() {}

    /**
     * Returns the places to look at, best first: the paths as written, from the child's directory on, then files of the same
     * names in the child's directory. None of them need exist.
     *
     * @param written paths with slashes or backslashes, best first
     */
    public static List<Path> of(Path child, List<String> written) {
        Set<Path> places = new LinkedHashSet<>();
        for (Path directory : directories(child)) {
            written.forEach(path -> resolve(directory, path.replace('\\', '/'), places::add));
        }
        for (Path directory : directories(child)) {
            written.forEach(path -> resolve(directory, fileName(path), places::add));
        }
        return List.copyOf(places);
    }

    /** Returns the directory of an image and, if it is a symbolic link, that of the file behind it. */
    public static List<Path> directories(Path image) {
        Set<Path> directories = new LinkedHashSet<>();
        Optional.ofNullable(image.toAbsolutePath().normalize().getParent()).ifPresent(directories::add);
        try {
            Optional.ofNullable(image.toRealPath().getParent()).ifPresent(directories::add);
        } catch (IOException e) {
            LOG.debug("{} has no real path", image, e);
        }
        return new ArrayList<>(directories);
    }

    private static String fileName(String path) {
        return path.substring(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
    }

    private static void resolve(Path directory, String path, Consumer<Path> places) {
        if (path.isBlank()) {
            return;
        }
        try {
            places.accept(directory.resolve(path).normalize());
        } catch (InvalidPathException e) {
            LOG.debug("'{}' is no path on this system", path, e);
        }
    }
}
