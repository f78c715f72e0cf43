package dev.smc.core.internal.guest.windows;

/**
 * A driver that is put above or below those of all devices of a class. If it is missing, none of them starts.
 *
 * @param classId the GUID of the class, in braces
 * @param className such as {@code DiskDrive}; empty if the registry does not say
 * @param isUpper whether it is put above
 * @param driver the name of its service
 * @param hasService whether there is such a service
 * @param hasFile whether its file is there
 */
public record ClassFilter(
        String classId, String className, boolean isUpper, String driver, boolean hasService, boolean hasFile) {
    /** Returns whether it is left over from a driver that was removed. */
    public boolean isLeftOver() {
        return !hasService || !hasFile;
    }
}
