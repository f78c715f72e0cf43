package dev.smc.core.internal.image.archive;

import dev.smc.core.internal.image.file.ImageFile;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** How disks in archives are called: by the name of their file, with its directories only where these make a difference. */
final class DiskNames {
    private static final String NUMBERED = "disk-";

    private DiskNames() {}

    /** Returns names for the files of these paths, in the same order. */
    static List<String> of(List<String> paths) {
        List<String> plain = paths.stream().map(DiskNames::plain).toList();
        List<String> names = plain.stream().map(DiskNames::lastPart).toList();
        return names.stream().anyMatch(name -> Collections.frequency(names, name) > 1) ? plain : names;
    }

    /**
     * Returns the disks by names that are part of a path and lead to one of them: as they are called if all names are like that, else by
     * their numbers. What an archive or a descriptor has as a name can be anything.
     */
    static List<PackedDisk> usable(List<PackedDisk> disks) {
        long distinct = disks.stream().map(PackedDisk::name).distinct().count();
        if (distinct == disks.size() && disks.stream().allMatch(disk -> isUsable(disk.name()))) {
            return disks;
        }
        List<PackedDisk> numbered = new ArrayList<>();
        for (PackedDisk disk : disks) {
            numbered.add(new PackedDisk(NUMBERED + (numbered.size() + 1), disk.stored(), disk.sparse()));
        }
        return numbered;
    }

    private static boolean isUsable(String name) {
        String text = Archives.SEPARATOR + name;
        try {
            return !name.isBlank() && Path.of(text).normalize().toString().equals(text);
        } catch (InvalidPathException e) {
            return false;
        }
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
