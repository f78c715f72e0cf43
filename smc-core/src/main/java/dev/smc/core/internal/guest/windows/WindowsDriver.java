package dev.smc.core.internal.guest.windows;

import java.util.Optional;

/**
 * A driver that is installed as a service.
 *
 * @param name of the service, as the registry has it
 * @param start when it starts; empty if the registry does not say
 * @param isOverridden whether {@code StartOverride} keeps it from starting when {@code start} says
 * @param hasFile whether its file is there
 */
public record WindowsDriver(
        String name, DriverKind kind, Optional<Start> start, boolean isOverridden, boolean hasFile) {
    /** When a service starts; the number in the registry is the ordinal. */
    public enum Start {
        /** With the kernel, as the drivers of the system disk must. */
        BOOT,
        SYSTEM,
        AUTOMATIC,
        MANUAL,
        DISABLED
    }

    /** Returns whether it is there when Windows looks for its system disk. */
    public boolean startsWithKernel() {
        return hasFile && !isOverridden && start.equals(Optional.of(Start.BOOT));
    }
}
