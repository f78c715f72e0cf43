package dev.smc.core.internal.guest.windows;

import dev.smc.testkit.Programs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Makes hives with hivex. */
final class Hives {
    private Hives() {}

    /** Makes a hive of what is written as regedit exports it, with keys that start with a backslash. */
    static Path make(Path file, String text) throws IOException, InterruptedException {
        Files.write(file, HiveBuilder.empty());
        Programs.run(
                0,
                List.of("hivexregedit", "--merge", file.toString()),
                "Windows Registry Editor Version 5.00\n\n" + parents(text) + text);
        return file;
    }

    /** Returns the keys that others are below, which hivex does not make on its own. */
    private static String parents(String text) {
        Set<String> parents = new TreeSet<>();
        text.lines().filter(line -> line.startsWith("[")).forEach(line -> {
            for (int end = line.indexOf('\\', 2); end > 0; end = line.indexOf('\\', end + 1)) {
                parents.add(line.substring(0, end) + "]\n\n");
            }
        });
        return parents.stream().sorted(Comparator.comparing(String::length)).collect(Collectors.joining());
    }

    static RegistryHive open(Path file) throws IOException {
        return RegistryHive.open(file.getFileName().toString(), HiveBuilder.in(Files.readAllBytes(file)));
    }
}
