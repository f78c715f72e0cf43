package dev.smc.api;

import dev.smc.api.model.DiskLocation;
import dev.smc.api.model.ServerLayout;
import dev.smc.api.model.SourceServer;
import dev.smc.api.model.SourceSpec;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

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

    /**
     * Returns the disks that locations lead to: an archive of several disks, such as an OVA, leads to all of them, and whatever else
     * to itself, also if it cannot be read. What the other methods take, they look into by themselves; this is for naming what they
     * return.
     */
    List<DiskLocation> disks(List<DiskLocation> locations);

    /**
     * Inspects the disks of a server, the system disk first, without remembering them. Name all of them: logical volumes may span
     * disks.
     *
     * @throws dev.smc.api.error.InvalidSpecException if no disk is named, or two paths are one disk
     * @throws dev.smc.api.error.SourceReadException if a disk cannot be read
     * @throws dev.smc.api.error.CorruptDiskException if the structures of a disk are damaged
     */
    default ServerLayout inspect(List<DiskLocation> disks) {
        return inspect(disks, Map.of());
    }

    /** As {@link #inspect(List)}, with what is known of the server's machine: see {@link dev.smc.api.model.MachineFacts}. */
    ServerLayout inspect(List<DiskLocation> disks, Map<String, String> machine);

    /** As {@link #inspect(List)}. */
    default ServerLayout inspect(Path... disks) {
        return inspect(Stream.of(disks).map(DiskLocation::of).toList());
    }
}
