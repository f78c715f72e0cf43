package dev.smc.core.internal.guest.adapt;

import dev.smc.core.internal.guest.DeviceNames;
import dev.smc.core.internal.guest.GuestDevice;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Unlocks encrypted devices by names that survive the move. */
final class CrypttabFixup implements Fixup {
    private static final String CRYPTTAB = "/etc/crypttab";
    private static final Pattern ENTRY = Pattern.compile("(?s)(\\s*[^#\\s]\\S*\\s+)(\\S+)(.*)");

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
                if (entry.matches() && DeviceNames.isUnstable(entry.group(2))) {
                    String name = DeviceNames.resolve(adaptation.guest().devices(), entry.group(2), "luks")
                            .flatMap(GuestDevice::stableName)
                            .orElse(entry.group(2));
                    lines.set(i, entry.group(1) + name + entry.group(3));
                }
            }
            adaptation.plan().write(CRYPTTAB, lines.toString(), "disks have other names on ECS");
        });
    }
}
