package dev.smc.api;

import dev.smc.api.model.DiskLayout;
import dev.smc.api.model.DiskLocation;
import dev.smc.api.model.SourceServer;
import dev.smc.api.model.SourceSpec;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/** The source servers. Disks are only ever read. Thread-safe. */
public interface Sources {

    /**
     * Inspects the disks of a server and remembers it.
     *
     * @throws dev.smc.api.error.InvalidSpecException if the specification breaks rules, the name is taken, a disk is empty, or
     *     two paths are one disk
     * @throws dev.smc.api.error.SourceReadException if a disk cannot be read
     * @throws dev.smc.api.error.CorruptDiskException if the structures of a disk are damaged
     */
    SourceServer register(SourceSpec spec);

    /** As {@link #register(SourceSpec)}. */
    default SourceServer register(Consumer<SourceSpec.Builder> spec) {
        return register(SourceSpec.of(spec));
    }

    /** Returns a source server; throws {@link dev.smc.api.error.InvalidStateException} with code {@code NOT_FOUND} if there is none. */
    SourceServer get(String sourceId);

    /** Returns all source servers, oldest first. */
    List<SourceServer> list();

    /**
     * Forgets a source server. Its disks are not touched.
     *
     * @throws dev.smc.api.error.InvalidStateException if a job that is not finished uses it
     */
    void delete(String sourceId);

    /** Inspects a disk without remembering it. Throws as {@link #register(SourceSpec)} does. */
    DiskLayout inspect(DiskLocation disk);

    /** As {@link #inspect(DiskLocation)}. */
    default DiskLayout inspect(Path disk) {
        return inspect(DiskLocation.of(disk));
    }
}
