package dev.smc.core.internal.guest.check;

import dev.smc.core.internal.guest.GuestRoot;
import dev.smc.core.internal.guest.adapt.Adaptation;
import dev.smc.core.internal.guest.adapt.InstalledAgents;
import dev.smc.core.internal.guest.adapt.NetworkFixup;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a guest has, by the files that are there. */
public final class GuestFacts {
    private static final String NONE = "none";
    private static final Pattern SELINUX = Pattern.compile("(?m)^[ \\t]*+SELINUX[ \\t]*=[ \\t]*(\\w+)");

    /** Of each fact the things that there are, and files of which one is there where they are. */
    private static final Map<String, Map<String, List<String>>> KNOWN = Map.of(
            "init",
            Map.of(
                    "systemd", List.of("/usr/lib/systemd/systemd", "/lib/systemd/systemd"),
                    "upstart", List.of("/sbin/upstart", "/etc/init/rc.conf", "/etc/init/rcS.conf"),
                    "OpenRC", List.of("/sbin/openrc", "/sbin/openrc-run", "/etc/runlevels")),
            "packages",
            Map.of(
                    "dpkg", List.of("/var/lib/dpkg/status"),
                    "rpm", List.of("/var/lib/rpm", "/usr/lib/sysimage/rpm"),
                    "pacman", List.of("/var/lib/pacman"),
                    "apk", List.of("/lib/apk/db", "/etc/apk/repositories"),
                    "portage", List.of("/var/db/pkg", "/etc/portage")),
            "bootLoader",
            Map.of(
                    "GRUB 2",
                            List.of(
                                    "/boot/grub/grub.cfg",
                                    "/boot/grub2/grub.cfg",
                                    "/etc/grub2.cfg",
                                    "/etc/grub2-efi.cfg",
                                    "/etc/default/grub"),
                    "GRUB legacy", List.of("/boot/grub/menu.lst", "/boot/grub/grub.conf"),
                    "extlinux", List.of("/boot/extlinux.conf", "/boot/extlinux", "/boot/syslinux"),
                    "systemd-boot",
                            List.of(
                                    "/boot/loader/loader.conf",
                                    "/boot/efi/loader/loader.conf",
                                    "/efi/loader/loader.conf"),
                    "LILO", List.of("/etc/lilo.conf")),
            "cloudInit",
            Map.of("installed", List.of("/usr/bin/cloud-init", "/usr/local/bin/cloud-init")),
            "ssh",
            Map.of(
                    "OpenSSH", List.of("/usr/sbin/sshd", "/sbin/sshd", "/usr/bin/sshd", "/etc/ssh/sshd_config"),
                    "Dropbear", List.of("/usr/sbin/dropbear")));

    private GuestFacts() {}

    /** Returns the facts by name; what there are several of is separated by commas, and what is not there is {@code none}. */
    public static Map<String, String> of(Adaptation adaptation) {
        GuestRoot root = adaptation.guest().root();
        Map<String, String> facts = new LinkedHashMap<>();
        KNOWN.keySet().stream().sorted().forEach(fact -> facts.put(fact, joined(known(root, fact))));
        if (NONE.equals(facts.get("init")) && root.exists("/etc/inittab")) {
            facts.put("init", "System V"); // others leave a file of that name, too
        }
        facts.put("network", joined(NetworkFixup.names(adaptation)));
        facts.put("agents", joined(InstalledAgents.names(adaptation.plan())));
        facts.put("selinux", selinux(root).orElse(NONE));
        facts.put("clock", isLocalTime(root) ? "local" : "UTC");
        facts.put("hostname", hostname(root));
        return facts;
    }

    private static String hostname(GuestRoot root) {
        return root.text("/etc/hostname")
                .or(() -> root.text("/etc/HOSTNAME")) // SUSE's
                .map(String::strip)
                .orElse(NONE);
    }

    /** Returns whether something that a fact knows is there. */
    static boolean has(GuestRoot root, String fact) {
        return !known(root, fact).isEmpty();
    }

    /** Returns the mode of SELinux; empty where it is not installed. */
    static Optional<String> selinux(GuestRoot root) {
        Matcher mode = SELINUX.matcher(root.text("/etc/selinux/config").orElse(""));
        return mode.find() ? Optional.of(mode.group(1)) : Optional.empty();
    }

    static boolean isLocalTime(GuestRoot root) {
        return root.text("/etc/adjtime")
                .orElse("")
                .lines()
                .anyMatch(line -> line.strip().equals("LOCAL"));
    }

    private static List<String> known(GuestRoot root, String fact) {
        return KNOWN.getOrDefault(fact, Map.of()).entrySet().stream()
                .filter(thing -> thing.getValue().stream().anyMatch(root::exists))
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
    }

    private static String joined(List<String> names) {
        return names.isEmpty() ? NONE : String.join(", ", names);
    }
}
