package dev.smc.core.internal.cloud.local;

/** Names of files in the directories of disks and snapshots. */
final class Layout {
    static final String RAW = "disk.raw";

    private Layout() {}
}
