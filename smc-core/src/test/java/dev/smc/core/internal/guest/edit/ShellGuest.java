package dev.smc.core.internal.guest.edit;

import dev.smc.core.internal.filesystem.FileSystemKit;
import dev.smc.core.internal.filesystem.Mounted;
import dev.smc.testkit.Programs;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Disks of guests that have nothing but this machine's shell. */
final class ShellGuest {
    private static final Pattern LIBRARY = Pattern.compile("(/\\S+) \\(0x");

    private ShellGuest() {}

    /** Fills the root file system further. */
    interface Filling {
        void fill(Path root) throws Exception;
    }

    /** Makes a disk that is one file system. */
    static Path make(Path file, String content, Path work, Filling filling) throws Exception {
        FileSystemKit.make(file, content, 320 << 20);
        try (Mounted mounted = Mounted.of(file, content, work)) {
            Path root = mounted.directory();
            List<String> libraries = LIBRARY.matcher(Programs.run("ldd", "/bin/sh"))
                    .results()
                    .map(MatchResult::group)
                    .map(text -> text.substring(0, text.indexOf(' ')))
                    .toList();
            for (String library : libraries) {
                copy(Path.of(library), root);
            }
            copy(Path.of("/bin/sh"), root);
            for (String directory : List.of("proc", "sys", "tmp", "run", "etc")) {
                Files.createDirectory(root.resolve(directory));
            }
            filling.fill(root);
        }
        return file;
    }

    private static void copy(Path file, Path root) throws Exception {
        Path target = root.resolve(file.toString().substring(1));
        Files.createDirectories(target.getParent());
        Files.copy(file.toRealPath(), target);
    }
}
