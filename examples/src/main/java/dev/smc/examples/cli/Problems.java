package dev.smc.examples.cli;

import dev.smc.api.error.InvalidSpecException;
import dev.smc.api.error.InvalidSpecException.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** What is wrong with the options of a command, all of it: bad usage. */
final class Problems {
    /** The options that parameters of specifications come from. */
    private static final Map<String, String> OPTIONS = Map.ofEntries(
            Map.entry("disk", "--disk"),
            Map.entry("disks", "--disk"),
            Map.entry("name", "--image"),
            Map.entry("target.imageName", "--image"),
            Map.entry("bandwidthLimit", "--limit-mbps"),
            Map.entry("bandwidthWindows", "--limit-window"),
            Map.entry("transfer.compressionLevel", "--compression"),
            Map.entry("transfer.streams", "--streams"),
            Map.entry("maxImagesToKeep", "--keep-images"),
            Map.entry("diskBus", "--bus"),
            Map.entry("memoryMib", "--memory"),
            Map.entry("timeLimit", "--limit"));

    private final List<String> found = new ArrayList<>();

    void add(String problem) {
        if (!found.contains(problem)) { // source and job share their name
            found.add(problem);
        }
    }

    boolean isEmpty() {
        return found.isEmpty();
    }

    /** Returns what options specify; null, and the problems noted, if they break rules. */
    <T> @Nullable T check(Supplier<T> spec) {
        try {
            return spec.get();
        } catch (InvalidSpecException e) {
            for (Violation violation : e.violations()) {
                add(OPTIONS.getOrDefault(violation.path(), violation.path()) + " " + violation.message());
            }
            return null;
        }
    }

    ParameterException badUsage(CommandLine command) {
        return new ParameterException(command, String.join("; ", found));
    }
}
