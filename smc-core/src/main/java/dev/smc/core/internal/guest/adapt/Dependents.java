package dev.smc.core.internal.guest.adapt;

import dev.smc.core.internal.guest.Wildcards;
import dev.smc.core.internal.guest.edit.EditPlan;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Names files that depend on addresses, or names of interfaces, that a guest does not keep. They are left as they are: what they are to
 * say instead is for people.
 */
final class Dependents {
    private static final Pattern ADDRESS = Pattern.compile("[\\d.]+");
    private static final Pattern LISTENS = Pattern.compile("(?i)\\s*ListenAddress\\s.*");

    /** What hangs on a file. */
    private enum Kind {
        SSH,
        FIREWALL,
        HOSTS,
        OTHER
    }

    private record Place(Kind kind, String path) {}

    private static final List<Place> PLACES = List.of(
            new Place(Kind.SSH, "/etc/ssh/sshd_config"),
            new Place(Kind.SSH, "/etc/ssh/sshd_config.d/*.conf"),
            new Place(Kind.FIREWALL, "/etc/iptables/rules*"),
            new Place(Kind.FIREWALL, "/etc/sysconfig/iptables"),
            new Place(Kind.FIREWALL, "/etc/sysconfig/ip6tables"),
            new Place(Kind.FIREWALL, "/etc/nftables.conf"),
            new Place(Kind.FIREWALL, "/etc/nftables/*"),
            new Place(Kind.FIREWALL, "/etc/sysconfig/nftables.conf"),
            new Place(Kind.FIREWALL, "/etc/ufw/*.rules"),
            new Place(Kind.FIREWALL, "/etc/firewalld/zones/*.xml"),
            new Place(Kind.FIREWALL, "/etc/firewalld/direct.xml"),
            new Place(Kind.FIREWALL, "/etc/sysconfig/SuSEfirewall2"),
            new Place(Kind.HOSTS, "/etc/hosts"),
            new Place(Kind.OTHER, "/etc/sysctl.conf"),
            new Place(Kind.OTHER, "/etc/sysctl.d/*.conf"),
            new Place(Kind.OTHER, "/etc/keepalived/keepalived.conf"));

    private Dependents() {}

    /** Notes them; what is lost must be known by then. */
    static void note(Adaptation adaptation) {
        EditPlan plan = adaptation.plan();
        if (adaptation.lost().isEmpty()) {
            return;
        }
        for (Place place : PLACES) {
            Wildcards.expand(place.path(), plan::names).forEach(path -> note(adaptation, place.kind(), path));
        }
    }

    private static void note(Adaptation adaptation, Kind kind, String path) {
        if (adaptation.plan().isTooLong(path)) {
            adaptation.note(
                    path + " is longer than 1 MiB, and was not searched for addresses that the server does not keep");
            return;
        }
        List<String> lines = adaptation
                .plan()
                .text(path)
                .orElse("")
                .lines()
                .filter(line -> !line.matches("\\s*[#;!].*"))
                .toList();
        String text = String.join("\n", lines);
        String named = adaptation.lost().stream()
                .filter(word -> kind == Kind.FIREWALL || kind == Kind.OTHER || isAddress(word))
                .filter(word -> text.contains(word) && whole(word).matcher(text).find())
                .collect(Collectors.joining(", "));
        if (named.isEmpty()) {
            return;
        }
        String what = path + " names " + named + ", which the server does not keep";
        boolean listens = lines.stream()
                .anyMatch(line -> LISTENS.matcher(line).matches()
                        && adaptation.lost().stream()
                                .anyMatch(word -> line.contains(word)
                                        && whole(word).matcher(line).find()));
        switch (kind) {
            case SSH -> {
                if (listens) {
                    adaptation.unreachable(path + " listens on " + named
                            + ", which the server does not keep: change its ListenAddress, or nobody can log in");
                } else {
                    adaptation.note(what + ": change it");
                }
            }
            case FIREWALL ->
                adaptation.unreachable(
                        what + ": its rules may shut the server off; change them to eth0 and the new address");
            default -> adaptation.note(what + ": change it when the new address is known");
        }
    }

    private static boolean isAddress(String word) {
        return ADDRESS.matcher(word).matches();
    }

    private static Pattern whole(String word) {
        String quoted = Pattern.quote(word);
        return Pattern.compile(
                isAddress(word) ? "(?<![\\d.])" + quoted + "(?!\\d|\\.\\d)" : "(?<![\\w-])" + quoted + "(?![\\w-])");
    }
}
