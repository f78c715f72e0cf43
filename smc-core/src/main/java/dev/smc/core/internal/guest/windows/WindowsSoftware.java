package dev.smc.core.internal.guest.windows;

import java.util.Optional;
import java.util.Set;

/**
 * What the hive {@code SOFTWARE} says.
 *
 * @param productName such as {@code Windows Server 2019 Datacenter}
 * @param version of the kernel, such as {@code 10.0}
 * @param build such as {@code 17763}
 * @param edition such as {@code ServerDatacenter}
 * @param installationType {@code Server}, {@code Server Core} or {@code Client}
 * @param imageState how far sysprep got; {@code IMAGE_STATE_COMPLETE} in the end
 * @param updates the installed ones, such as {@code KB5009624}
 * @param deniesDrivers whether a policy forbids that drivers are installed
 * @param pending what Windows has still to do
 */
public record WindowsSoftware(
        Optional<String> productName,
        Optional<String> version,
        Optional<String> build,
        Optional<String> edition,
        Optional<String> installationType,
        Optional<String> imageState,
        Set<String> updates,
        boolean deniesDrivers,
        Set<PendingWork> pending) {

    /** What is known if the hive cannot be read. */
    static final WindowsSoftware UNKNOWN = new WindowsSoftware(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Set.of(),
            false,
            Set.of());
}
