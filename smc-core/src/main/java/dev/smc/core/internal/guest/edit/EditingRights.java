package dev.smc.core.internal.guest.edit;

/**
 * What may be done on this machine to edit guests, beyond what needs no rights.
 *
 * @param mayMount whether their file systems may be mounted, which takes root
 * @param mayRunGuest whether their own programs may be run; takes {@code mayMount} as well
 */
public record EditingRights(boolean mayMount, boolean mayRunGuest) {
    /** Neither. */
    public static final EditingRights NONE = new EditingRights(false, false);
}
