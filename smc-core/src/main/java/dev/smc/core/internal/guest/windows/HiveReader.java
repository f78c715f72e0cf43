package dev.smc.core.internal.guest.windows;

import dev.smc.api.error.CorruptDiskException;
import dev.smc.core.internal.filesystem.FileTree;
import java.util.Optional;
import java.util.function.Function;

/** Reads facts from the hives of a file system. */
final class HiveReader {
    /** A hive, and what was read from it. */
    record Read<T>(HiveFile file, T facts) {}

    private HiveReader() {}

    /**
     * Reads facts from a hive.
     *
     * @param otherwise what is returned if it is missing or damaged
     */
    static <T> Read<T> read(WindowsFiles files, String path, Function<RegistryHive, T> reader, T otherwise) {
        try {
            Optional<FileTree.Node> file = files.find(path);
            if (file.isEmpty()) {
                return new Read<>(new HiveFile(path, HiveFile.State.MISSING, "there is no " + path), otherwise);
            }
            RegistryHive hive = RegistryHive.open(path, files.bytes(file.get()));
            T facts = reader.apply(hive);
            HiveFile.State state = hive.isDirty() ? HiveFile.State.DIRTY : HiveFile.State.CLEAN;
            return new Read<>(new HiveFile(path, state, ""), facts);
        } catch (CorruptDiskException e) {
            return new Read<>(new HiveFile(path, HiveFile.State.DAMAGED, String.valueOf(e.getMessage())), otherwise);
        }
    }
}
