package dev.smc.core.internal.guest.adapt.network;

import dev.smc.core.internal.guest.adapt.Adaptation;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a guest gives up of its network, for people. */
final class GivenUp {
    private static final Pattern ADDRESS = Pattern.compile(
            "(?m)^[\\s\"'-]*(?:address\\d*|IPADDR[\\w]*|Address|addresses|config_\\w+)?[\\s=:\\[(\"'-]*"
                    + "((?:\\d{1,3}\\.){3}\\d{1,3}(?:/\\d{1,2})?)");
    private static final Pattern SECTION =
            Pattern.compile("(?m)^([ \\t]*)(bond|bridge|vlan)s[ \\t]*:[ \\t]*\\n((?:\\1[ \\t]+.*\\n?|[ \\t]*\\n)*)");
    private static final Pattern KEY = Pattern.compile("([ \\t]*)([^\\s:#]+)[ \\t]*:.*");

    private GivenUp() {}

    /** Notes the static addresses that a configuration has. */
    static void addresses(Adaptation adaptation, String path) {
        Matcher found = ADDRESS.matcher(adaptation.plan().text(path).orElse(""));
        List<String> addresses = found.results()
                .map(match -> match.group(1))
                .filter(address -> !address.startsWith("127.") && !address.startsWith("255."))
                .distinct()
                .toList();
        if (!addresses.isEmpty()) {
            String what = addresses.size() == 1
                    ? "the static address " + addresses.get(0) + " of " + path + " is"
                    : "the static addresses " + String.join(", ", addresses) + " of " + path + " are";
            adaptation.note(what
                    + " given up for DHCP; in the VPC, give the instance that private address if others rely on it");
        }
    }

    /**
     * Notes a device that is made of others.
     *
     * @param kind such as {@code bond}
     */
    static void device(Adaptation adaptation, String kind, String name, String path) {
        adaptation.note("the " + kind + " " + name + " of " + path + " is given up: eth0 gets its address by DHCP itself");
    }

    /** Notes those of a file of netplan. */
    static void ofNetplan(Adaptation adaptation, String path) {
        String text = adaptation.plan().text(path).orElse("");
        for (Matcher section = SECTION.matcher(text); section.find(); ) {
            String indent = "";
            for (String line : section.group(3).lines().toList()) {
                Matcher key = KEY.matcher(line);
                if (key.matches() && (indent.isEmpty() || key.group(1).equals(indent))) {
                    indent = key.group(1);
                    device(adaptation, section.group(2), key.group(2), path);
                }
            }
        }
    }
}
