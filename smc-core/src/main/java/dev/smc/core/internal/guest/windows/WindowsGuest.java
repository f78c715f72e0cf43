package dev.smc.core.internal.guest.windows;

import java.util.List;
import java.util.Set;

/**
 * A Windows as it lies on the disks of a server.
 *
 * @param directory its directory, such as {@code Windows}, in the top directory of its file system
 * @param hives the files of its registry that were read: {@code SYSTEM}, then {@code SOFTWARE}
 * @param system what {@code SYSTEM} says; all unknown if that is damaged
 * @param software what {@code SOFTWARE} says; all unknown if that is missing or damaged
 * @param virtioFiles the files of virtio drivers in {@code System32\drivers}
 * @param pending what it has still to do, from all places that tell
 * @param isHibernated whether it hibernates, or was shut down to start fast
 * @param boot what starts it
 * @param volumes what only it can read
 */
public record WindowsGuest(
        String directory,
        List<HiveFile> hives,
        WindowsSystem system,
        WindowsSoftware software,
        List<String> virtioFiles,
        Set<PendingWork> pending,
        boolean isHibernated,
        WindowsBoot boot,
        WindowsVolumes volumes) {}
