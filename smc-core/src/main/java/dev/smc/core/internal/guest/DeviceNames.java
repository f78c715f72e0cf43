package dev.smc.core.internal.guest;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Names of devices that do not survive a move: disks have other drivers, controllers and serial numbers on ECS. */
public final class DeviceNames {
    private static final Pattern UNSTABLE =
            Pattern.compile("/dev/(?:(?:sd|hd|vd|xvd|ubd)[a-z]+\\d*|nvme\\d+n\\d+(?:p\\d+)?|mmcblk\\d+(?:p\\d+)?"
                    + "|(?:cciss|ida|rd|i2o)/\\S+|disk/(?:by-id|by-path|azure|cloud)/.+|root"
                    + "|mapper/(?:mpath|[235][0-9a-f]{16,32}(?![0-9a-f]))\\S*)");
    /** Group 1 or 2 is the number of a partition. */
    private static final Pattern NUMBERED = Pattern.compile("/dev/(?:(?:sd|hd|vd|xvd|ubd)[a-z]+(\\d{0,3})"
            + "|(?:nvme\\d+n\\d+|mmcblk\\d+|(?:cciss|ida|rd)/c\\d+d\\d+)(?:p(\\d{1,3}))?)");

    private static final Pattern PART = Pattern.compile(
            "/dev/(?:(?:disk|mapper)/\\S+-part|mapper/mpath[a-z]+p?|mapper/[235][0-9a-f]{16,32}p)(\\d{1,3})");
    private static final Pattern LINK =
            Pattern.compile("/dev/(?:disk/(?:by-id|by-path|azure)/|mapper/(?:mpath|[235][0-9a-f]{16}))\\S+");
    private static final String VOLUME = "/dev/disk/by-id/dm-uuid-LVM-";
    private static final Set<String> NO_FILES = Set.of("swap", "luks", "lvm2", "raid", "unknown", "");

    private DeviceNames() {}

    public static boolean isUnstable(String name) {
        return UNSTABLE.matcher(name).matches();
    }

    /** Returns whether a name is by the numbers of disk and partition. */
    static boolean isNumber(String name) {
        return NUMBERED.matcher(name).matches();
    }

    /**
     * Returns what a name means: what has that name and such a content, or else, where an unstable name tells the number of a
     * partition, the only one of that number with such a content.
     *
     * @param content such as {@code ext4}; {@code auto} for any file system
     */
    public static Optional<GuestDevice> resolve(List<GuestDevice> devices, String name, String content) {
        return called(devices, name, content).or(() -> guess(devices, name, content));
    }

    /**
     * Returns what a name by numbers means beyond doubt: a partition of the root's disk, where the root's own name tells that it is that
     * disk, or where there is no other disk.
     *
     * @param rootName by which the guest knows its root
     * @param content as of {@link #resolve}
     */
    public static Optional<GuestDevice> besideRoot(
            GuestDevice root, Optional<String> rootName, List<GuestDevice> devices, String name, String content) {
        boolean isOneDisk = devices.stream().allMatch(device -> device.disk() == root.disk());
        if (rootName.filter(DeviceNames::isNumber).isEmpty()) {
            return isOneDisk && isNumber(name) ? called(devices, name, content) : Optional.empty();
        }
        return isNumber(name) && diskName(name).equals(diskName(rootName.get()))
                ? guess(
                        devices.stream()
                                .filter(device -> device.disk() == root.disk())
                                .toList(),
                        name,
                        content)
                : Optional.empty();
    }

    /** Returns a name by numbers without that of the partition. */
    private static String diskName(String name) {
        Matcher numbered = NUMBERED.matcher(name);
        return numbered.matches()
                ? name.substring(0, name.length() - digits(numbered).length())
                : name;
    }

    /** Returns what has a name; numbers are those of the old machine, so that the content must be as expected, too. */
    static Optional<GuestDevice> called(List<GuestDevice> devices, String name, String content) {
        boolean isNumber = isNumber(name);
        return devices.stream()
                .filter(device -> device.isCalled(name) && (!isNumber || fits(device, content)))
                .findFirst();
    }

    /** Returns the only one of some devices that an unstable name can mean. */
    static Optional<GuestDevice> guess(List<GuestDevice> devices, String name, String content) {
        if (name.contains("resource")) {
            return Optional.empty();
        }
        boolean isVolume = name.startsWith(VOLUME);
        OptionalInt partition = partition(name);
        if (partition.isEmpty()) {
            return Optional.empty();
        }
        List<GuestDevice> fitting = devices.stream()
                .filter(device -> device.volume().isPresent() == isVolume)
                .filter(device -> isVolume || device.partition() == partition.getAsInt())
                .filter(device -> fits(device, content))
                .toList();
        return fitting.size() == 1 ? Optional.of(fitting.get(0)) : Optional.empty();
    }

    private static String digits(Matcher numbered) {
        return Optional.ofNullable(numbered.group(1))
                .or(() -> Optional.ofNullable(numbered.group(2)))
                .orElse("");
    }

    private static boolean fits(GuestDevice device, String content) {
        return switch (content) {
            case "auto" -> !NO_FILES.contains(device.content());
            case "ext2", "ext3", "ext4" -> device.content().matches("ext[234]");
            default -> device.content().equals(content);
        };
    }

    /** Returns the number of the partition that an unstable name tells, 0 for a whole disk; empty if it tells none. */
    private static OptionalInt partition(String name) {
        Matcher numbered = NUMBERED.matcher(name);
        if (numbered.matches()) {
            String digits = digits(numbered);
            return OptionalInt.of(digits.isEmpty() ? 0 : Integer.parseInt(digits));
        }
        Matcher part = PART.matcher(name);
        if (part.matches()) {
            return OptionalInt.of(Integer.parseInt(part.group(1)));
        }
        return LINK.matcher(name).matches() ? OptionalInt.of(0) : OptionalInt.empty();
    }
}
