package dev.smc.core.internal.guest.windows;

/** What Windows goes on with when it starts the next time. */
public enum PendingWork {
    /** Components were changed, which takes a restart. */
    COMPONENTS_RESTART,
    /** {@code winsxs\pending.xml} says what is to be done with files of components. */
    COMPONENTS_FILES,
    /** Updates were installed, which takes a restart. */
    UPDATES_RESTART,
    /** Files are to be renamed or deleted. */
    FILE_RENAMES,
    /** Windows is being set up, or sysprep is under way. */
    SETUP
}
