package dev.smc.core.internal.guest.edit;

import dev.smc.core.internal.guest.GuestDevice;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The file systems of a guest that are taken out to be edited, each when it is first asked for. Not thread-safe. */
final class WorkFiles {
    private final Path work;
    private final Map<GuestDevice, WorkFile> files = new LinkedHashMap<>();

    /**
     * Creates one.
     *
     * @param work an empty directory
     */
    WorkFiles(Path work) {
        this.work = work;
    }

    WorkFile of(GuestDevice device) {
        return files.computeIfAbsent(device, d -> WorkFile.takeOut(d, work.resolve("device-" + files.size() + ".raw")));
    }

    /** Returns a directory for what programs need to edit a file system. */
    Path directory(WorkFile file) {
        try {
            return Files.createDirectories(work.resolve(file.file().getFileName() + ".d"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<WorkFile> all() {
        return List.copyOf(files.values());
    }
}
