package dev.smc.core.internal.guest.adapt;

import dev.smc.core.internal.guest.Fstab;
import dev.smc.core.internal.guest.GuestDevice;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Mounts by names that survive the move. What the server can do without is {@code nofail}: other disks, what is not on its disks at
 * all, and network file systems, which the new network may not reach. Drives for removable media are commented out.
 */
final class FstabFixup implements Fixup {
    private static final String FSTAB = "/etc/fstab";
    private static final Set<String> NEEDED = Set.of("/", "/usr", "/boot", "/boot/efi", "/efi", "/var", "/etc");
    private static final Set<String> NETWORK =
            Set.of("nfs", "nfs4", "cifs", "smbfs", "smb3", "glusterfs", "ceph", "fuse.sshfs", "lustre");
    private static final Pattern REMOVABLE =
            Pattern.compile("/dev/(?:cdrom\\d*|dvd\\d*|sr\\d+|scd\\d+|fd\\d+|floppy\\d*)");
    private static final Pattern FIELDS = Pattern.compile("(\\s*)(\\S+)(\\s+\\S+\\s+\\S+)(?:(\\s+)(\\S+))?(.*)");

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
        for (Fstab.Entry entry : Fstab.parse(text.get()).entries()) {
            String line = lines.get(entry.line());
            String changed = REMOVABLE.matcher(entry.device()).matches()
                    ? "# not on ECS: " + line
                    : change(adaptation, entry, line);
            lines.set(entry.line(), changed);
        }
        adaptation
                .plan()
                .write(
                        FSTAB,
                        lines.toString(),
                        "disks have other names on ECS, and what is not there must not stop the start");
    }

    private static String change(Adaptation adaptation, Fstab.Entry entry, String line) {
        Optional<GuestDevice> device = device(adaptation, entry);
        String name = entry.device();
        if (DeviceNames.isUnstable(name)) {
            name = device.flatMap(GuestDevice::stableName).orElse(name);
        }
        boolean nofail = isDispensable(adaptation, entry, device) && !entry.has("nofail") && !entry.has("noauto");
        Matcher fields = FIELDS.matcher(line);
        if (!fields.matches()) {
            return line;
        }
        if (device.isEmpty() && DeviceNames.isUnstable(name)) {
            adaptation.note(entry.path() + " is mounted from " + name + ", which is not on the disks of the server");
        }
        String space = fields.group(4) == null ? " " : fields.group(4);
        String options = nofail
                ? space + (entry.options().equals("defaults") ? "defaults,nofail" : entry.options() + ",nofail")
                : fields.group(4) == null ? "" : fields.group(4) + fields.group(5);
        return fields.group(1) + name + fields.group(3) + options + fields.group(6);
    }

    /** The root file system is the one that the fstab is on, whatever that calls it. */
    private static Optional<GuestDevice> device(Adaptation adaptation, Fstab.Entry entry) {
        return entry.path().equals("/")
                ? Optional.of(adaptation.guest().root().device())
                : DeviceNames.resolve(adaptation.guest(), entry.device(), entry.isSwap() ? "swap" : entry.type());
    }

    private static boolean isDispensable(Adaptation adaptation, Fstab.Entry entry, Optional<GuestDevice> device) {
        if (NEEDED.contains(entry.path())) {
            return false;
        }
        if (NETWORK.contains(entry.type())) {
            return true;
        }
        boolean isDevice =
                entry.device().startsWith("/dev/") || entry.device().matches("(?i)(?:part)?(?:uuid|label)=.*");
        int system = adaptation.guest().root().device().disk();
        return isDevice && device.map(found -> found.disk() != system).orElse(true);
    }
}
