package dev.smc.core.internal.guest.adapt;

import dev.smc.core.internal.guest.GuestDevice;
import dev.smc.core.internal.guest.system.GuestSystem;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Names of devices that do not survive a move: disks have other drivers, controllers and serial numbers on ECS. */
public final class DeviceNames {
    private static final Pattern UNSTABLE =
            Pattern.compile("/dev/(?:(?:sd|hd|vd|xvd|ubd)[a-z]+\\d*|nvme\\d+n\\d+(?:p\\d+)?|mmcblk\\d+(?:p\\d+)?"
                    + "|disk/by-(?:id|path)/.+|root|mapper/mpath\\S*)");

    private static final Pattern PART = Pattern.compile("/dev/disk/by-(?:id|path)/.+-part(\\d{1,3})");

    private DeviceNames() {}

    /** Returns whether a name is one of a place that is another on ECS. */
    public static boolean isUnstable(String name) {
        return UNSTABLE.matcher(name).matches();
    }

    /**
     * Returns what an unstable name means: what has that name, or else, where a link tells the number of a partition, the only one
     * of that number with such a content.
     *
     * @param content such as {@code ext4}
     */
    static Optional<GuestDevice> resolve(GuestSystem guest, String name, String content) {
        return guest.device(name).or(() -> {
            Matcher part = PART.matcher(name);
            if (!part.matches()) {
                return Optional.empty();
            }
            List<GuestDevice> fitting = guest.devices().stream()
                    .filter(device -> device.partition() == Integer.parseInt(part.group(1)))
                    .filter(device -> device.content().equals(content))
                    .toList();
            return fitting.size() == 1 ? Optional.of(fitting.get(0)) : Optional.empty();
        });
    }
}
