package dev.smc.core.internal.store;

/** Is called around every commit of the store. A seam for tests that die there. */
public interface CommitHook {
    /** Does nothing. */
    CommitHook NONE = new CommitHook() {};

    /** The transaction is about to be committed; throwing rolls it back. */
    default void beforeCommit() {}

    /** The transaction was committed. */
    default void afterCommit() {}

    /** Returns whether commits must survive a power failure; tests in which only processes die need not wait for that. */
    default boolean forcesCommits() {
        return true;
    }
}
