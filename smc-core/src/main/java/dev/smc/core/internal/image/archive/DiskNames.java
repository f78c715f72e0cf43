package dev.smc.core.internal.image.archive;

import dev.smc.core.internal.image.file.ImageFile;
import java.util.Collections;
import java.util.List;

/** How disks in archives are called: by the name of their file, with its directories only where these make a difference. */
final class DiskNames {
    private DiskNames() {}

    /** Returns names for the files of these paths, in the same order. */
    static List<String> of(List<String> paths) {
        List<String> plain = paths.stream().map(DiskNames::plain).toList();
        List<String> names = plain.stream().map(DiskNames::lastPart).toList();
        return names.stream().anyMatch(name -> Collections.frequency(names, name) > 1) ? plain : names;
    }

    /** Returns a path without {@code ./} at its start. */
    static String plain(String path) {
        return path.startsWith("./") ? plain(path.substring(2)) : path;
    }

    private static String lastPart(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /** Returns how errors name something in an archive, and how a disk in it can be given. */
    static String location(ImageFile archive, String name) {
        return archive.location() + Archives.SEPARATOR + name;
    }
}
