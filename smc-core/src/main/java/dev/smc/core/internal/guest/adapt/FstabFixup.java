package dev.smc.core.internal.guest.adapt;

import dev.smc.core.internal.guest.DeviceNames;
import dev.smc.core.internal.guest.Fstab;
import dev.smc.core.internal.guest.FstabDevices;
import dev.smc.core.internal.guest.GuestDevice;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Mounts by names that survive the move. What is not on the disks of the server is {@code nofail}, and so are network file systems,
 * which the new network may not reach. What is there is not: a program would be started before its data is mounted. Removable media
 * and folders of the hypervisor are commented out.
 */
final class FstabFixup implements Fixup {
    private static final String FSTAB = "/etc/fstab";
    private static final Set<String> NEEDED = Set.of("/", "/usr", "/boot", "/var", "/etc");
    private static final Set<String> NETWORK = Set.of(
            "nfs",
            "nfs4",
            "cifs",
            "smbfs",
            "smb3",
            "glusterfs",
            "ceph",
            "lustre",
            "efs",
            "s3fs",
            "fuse.sshfs",
            "fuse.s3fs");
    private static final Set<String> OF_HYPERVISOR = Set.of("vboxsf", "vmhgfs", "fuse.vmhgfs-fuse", "9p", "virtiofs");
    private static final Pattern REMOVABLE =
            Pattern.compile("/dev/(?:cdrom\\d*|dvd\\d*|sr\\d+|scd\\d+|fd\\d+|floppy\\d*)");
    private static final Set<String> OF_DISCS = Set.of("iso9660", "udf", "udf,iso9660");
    private static final Pattern FIELDS =
            Pattern.compile("(?s)(\\s*)(\\S+)(\\s+\\S+\\s+\\S+)(?:(\\s+)(\\S+))?(?:(\\s+\\S+\\s+)(\\S+))?(.*)");
    private static final String GONE = "# not on ECS: ";

    @Override
    public String step() {
        return "fstab";
    }

    @Override
    public void plan(Adaptation adaptation) {
        Optional<String> text = adaptation.plan().text(FSTAB);
        if (text.isEmpty()) {
            return;
        }
        Lines lines = new Lines(text.get());
        Fstab fstab = Fstab.parse(text.get());
        FstabDevices devices = FstabDevices.of(
                adaptation.guest().root().device(), adaptation.guest().devices(), fstab);
        for (Fstab.Entry entry : fstab.entries()) {
            String line = lines.get(entry.line());
            lines.set(
                    entry.line(), isGone(entry) ? GONE + line : change(adaptation, entry, devices.device(entry), line));
        }
        devices.guessed()
                .forEach(entry -> adaptation.note(entry.path() + " was mounted from " + entry.device()
                        + ", which is taken to be "
                        + devices.device(entry).map(GuestDevice::place).orElse("nothing")));
        adaptation
                .plan()
                .write(
                        FSTAB,
                        lines.toString(),
                        "disks have other names on ECS, and what is not there must not stop the start");
    }

    private static boolean isGone(Fstab.Entry entry) {
        return REMOVABLE.matcher(entry.device()).matches()
                || OF_HYPERVISOR.contains(entry.type())
                || (OF_DISCS.contains(entry.type()) && DeviceNames.isUnstable(entry.device()));
    }

    private static String change(Adaptation adaptation, Fstab.Entry entry, Optional<GuestDevice> device, String line) {
        Matcher fields = FIELDS.matcher(line);
        if (!fields.matches()) {
            return line;
        }
        String name = entry.device();
        if (DeviceNames.isUnstable(name)) {
            name = device.flatMap(adaptation.guest()::stableName).orElse(name);
        }
        boolean isMissing = device.isEmpty() && isDevice(entry);
        if (isMissing && !entry.has("noauto") && !isUnlocked(adaptation, entry)) {
            adaptation.note(
                    entry.path() + " is mounted from " + entry.device() + ", which is not on the disks of the server");
        }
        List<String> more = moreOptions(adaptation, entry, device);
        String options = more.isEmpty()
                ? fields.group(4) == null ? "" : fields.group(4) + fields.group(5)
                : (fields.group(4) == null ? " " : fields.group(4)) + entry.options() + "," + String.join(",", more);
        // The fsck of old systems stops the start where a device is not there, whatever the options say.
        boolean isChecked =
                fields.group(7) != null && !(isMissing && !adaptation.guest().hasSystemd());
        String rest = fields.group(6) == null ? "" : fields.group(6) + (isChecked ? fields.group(7) : "0");
        return fields.group(1) + name + fields.group(3) + options + rest + fields.group(8);
    }

    private static List<String> moreOptions(Adaptation adaptation, Fstab.Entry entry, Optional<GuestDevice> device) {
        List<String> more = new ArrayList<>();
        if (NETWORK.contains(entry.type())) {
            more.add("_netdev");
        }
        if (isDispensable(entry, device) && !entry.has("noauto")) {
            more.add("nofail");
            // Ubuntu's upstart has a word of its own for it.
            if (adaptation.plan().root().exists("/sbin/mountall")) {
                more.add("nobootwait");
            }
        }
        more.removeIf(entry::has);
        return more;
    }

    private static boolean isDispensable(Fstab.Entry entry, Optional<GuestDevice> device) {
        if (NEEDED.contains(entry.path())) {
            return false;
        }
        return NETWORK.contains(entry.type()) || (isDevice(entry) && device.isEmpty());
    }

    /** What crypttab opens is on the disks, but cannot be looked into. */
    private static boolean isUnlocked(Adaptation adaptation, Fstab.Entry entry) {
        String mapped = "/dev/mapper/";
        if (!entry.device().startsWith(mapped)) {
            return false;
        }
        String name = entry.device().substring(mapped.length());
        return adaptation
                .plan()
                .text("/etc/crypttab")
                .orElse("")
                .lines()
                .map(String::strip)
                .anyMatch(line -> line.startsWith(name + " ") || line.startsWith(name + "\t"));
    }

    private static boolean isDevice(Fstab.Entry entry) {
        return entry.device().startsWith("/dev/") || entry.device().matches("(?i)(?:part)?(?:uuid|label)=.*");
    }
}
