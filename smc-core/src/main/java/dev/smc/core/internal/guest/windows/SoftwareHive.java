package dev.smc.core.internal.guest.windows;

import java.util.EnumSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the hive {@code SOFTWARE}. */
final class SoftwareHive {
    private static final String NT = "Microsoft\\Windows NT\\CurrentVersion";
    private static final String CURRENT = "Microsoft\\Windows\\CurrentVersion\\";
    private static final String COMPONENTS = CURRENT + "Component Based Servicing";
    private static final String RESTRICTIONS = "Policies\\Microsoft\\Windows\\DeviceInstall\\Restrictions";
    private static final Pattern UPDATE = Pattern.compile("KB[0-9]{6,8}");

    private SoftwareHive() {}

    static WindowsSoftware read(RegistryHive hive) {
        Optional<RegistryKey> nt = hive.key(NT);
        return new WindowsSoftware(
                nt.flatMap(key -> key.text("ProductName")),
                nt.flatMap(SoftwareHive::version),
                nt.flatMap(key -> key.text("CurrentBuild").or(() -> key.text("CurrentBuildNumber"))),
                nt.flatMap(key -> key.text("EditionID")),
                nt.flatMap(key -> key.text("InstallationType")),
                hive.key(CURRENT + "Setup\\State").flatMap(key -> key.text("ImageState")),
                updates(hive),
                hive.key(RESTRICTIONS)
                        .map(key -> key.number("DenyUnspecified").orElse(0) != 0)
                        .orElse(false),
                pending(hive));
    }

    /** Since Windows 10 the version of old stays at 6.3, and numbers say more. */
    private static Optional<String> version(RegistryKey nt) {
        OptionalLong major = nt.number("CurrentMajorVersionNumber");
        return major.isPresent()
                ? Optional.of(major.getAsLong() + "."
                        + nt.number("CurrentMinorVersionNumber").orElse(0))
                : nt.text("CurrentVersion");
    }

    private static Set<String> updates(RegistryHive hive) {
        Set<String> updates = new TreeSet<>();
        hive.key(COMPONENTS + "\\Packages").ifPresent(packages -> {
            for (RegistryKey key : packages.keys()) {
                Matcher update = UPDATE.matcher(key.name());
                if (update.find()) {
                    updates.add(update.group());
                }
            }
        });
        return updates;
    }

    private static Set<PendingWork> pending(RegistryHive hive) {
        Set<PendingWork> pending = EnumSet.noneOf(PendingWork.class);
        if (hive.key(COMPONENTS + "\\RebootPending").isPresent()
                || hive.key(COMPONENTS + "\\RebootInProgress").isPresent()) {
            pending.add(PendingWork.COMPONENTS_RESTART);
        }
        if (hive.key(CURRENT + "WindowsUpdate\\Auto Update\\RebootRequired").isPresent()) {
            pending.add(PendingWork.UPDATES_RESTART);
        }
        return pending;
    }
}
