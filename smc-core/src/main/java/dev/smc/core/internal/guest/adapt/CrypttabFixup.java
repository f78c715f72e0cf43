package dev.smc.core.internal.guest.adapt;

import dev.smc.core.internal.guest.DeviceNames;
import dev.smc.core.internal.guest.Fstab;
import dev.smc.core.internal.guest.GuestDevice;
import dev.smc.core.internal.guest.system.GuestSystem;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Unlocks encrypted devices by names that survive the move. */
final class CrypttabFixup implements Fixup {
    private static final String CRYPTTAB = "/etc/crypttab";
    private static final Pattern ENTRY = Pattern.compile("(?s)(\\s*[^#\\s]\\S*\\s+)(\\S+)(.*)");

    private static final String GONE = "# not on ECS: ";
    /** The key is new at each start, so that what was there is lost. */
    private static final Pattern RANDOM = Pattern.compile("\\s+/dev/(?:u?random|hw_?random)\\s");

    @Override
    public String step() {
        return "crypttab";
    }

    @Override
    public void plan(Adaptation adaptation) {
        adaptation.plan().text(CRYPTTAB).ifPresent(text -> {
            Lines lines = new Lines(text);
            for (int i = 0; i < lines.count(); i++) {
                Matcher entry = ENTRY.matcher(lines.get(i));
                if (!entry.matches() || !DeviceNames.isUnstable(entry.group(2))) {
                    continue;
                }
                boolean isWiped = RANDOM.matcher(entry.group(3)).lookingAt();
                Optional<String> name = isWiped
                        ? wiped(adaptation.guest(), entry.group(2))
                        : DeviceNames.resolve(adaptation.guest().devices(), entry.group(2), "luks")
                                .flatMap(adaptation.guest()::stableName);
                if (isWiped && name.isEmpty()) {
                    adaptation.note(entry.group(1).strip() + " of " + CRYPTTAB + ", which overwrites " + entry.group(2)
                            + " at each start, is switched off: which partition that is on ECS is not certain");
                }
                String line = entry.group(1) + name.orElse(entry.group(2)) + entry.group(3);
                lines.set(i, isWiped && name.isEmpty() ? GONE + line : line);
            }
            adaptation.plan().write(CRYPTTAB, lines.toString(), "disks have other names on ECS");
        });
    }

    /**
     * Returns the name of a partition that holds nothing that is known, if no other can be meant: what is named is overwritten. By its
     * content it is another one at each start.
     */
    private static Optional<String> wiped(GuestSystem guest, String name) {
        Optional<String> rootName = guest.root()
                .text("/etc/fstab")
                .flatMap(text -> Fstab.parse(text).at("/"))
                .map(Fstab.Entry::device);
        return DeviceNames.besideRoot(guest.root().device(), rootName, guest.devices(), name, "unknown")
                .flatMap(GuestDevice::partitionUuid)
                .map(id -> "/dev/disk/by-partuuid/" + id.toLowerCase(Locale.ROOT));
    }
}
