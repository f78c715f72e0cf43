package dev.smc.core.internal.image.file;

/** Is told how far a copy is, and can end it. */
@FunctionalInterface
public interface CopyListener {
    /** Does nothing. */
    CopyListener NONE = (done, total) -> {};

    /**
     * Is called after every piece, by the thread that copies. What it throws ends the copy, leaves no file behind, and is passed
     * on.
     *
     * @param doneBytes how far the copy is on the disk
     * @param totalBytes the size of the disk
     */
    void copied(long doneBytes, long totalBytes);
}
