package dev.smc.core.internal.guest.windows;

/**
 * A file of the registry, and whether it can be read.
 *
 * @param path from the root of its file system, with slashes
 * @param reason what is damaged; empty if nothing is
 */
public record HiveFile(String path, State state, String reason) {
    /** What was found of it. */
    public enum State {
        /** It can be read and is complete. */
        CLEAN,
        /** It can be read, but a change had begun that only its log has: Windows was not shut down. */
        DIRTY,
        DAMAGED,
        MISSING
    }
}
