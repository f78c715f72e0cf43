package dev.smc.core.internal.guest.windows;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What the hive {@code SYSTEM} says, in the control set that Windows starts with.
 *
 * @param controlSet its number
 * @param hostName the name of the computer
 * @param architecture such as {@code AMD64}
 * @param isClockUtc whether the clock of the machine is taken to show UTC, not local time
 * @param drivers those of {@link KnownDrivers} that are installed
 * @param services the names of all services and drivers, in lower case
 * @param virtioDevices the identifiers of virtio devices, in upper case, that have a driver before they are seen first
 * @param filters all drivers that filter classes of devices
 * @param pending what Windows has still to do
 */
public record WindowsSystem(
        int controlSet,
        Optional<String> hostName,
        Optional<String> architecture,
        boolean isClockUtc,
        List<WindowsDriver> drivers,
        Set<String> services,
        Set<String> virtioDevices,
        List<ClassFilter> filters,
        Set<PendingWork> pending) {

    /** What is known if the hive cannot be read. */
    static final WindowsSystem UNKNOWN = new WindowsSystem(
            0, Optional.empty(), Optional.empty(), false, List.of(), Set.of(), Set.of(), List.of(), Set.of());
}
