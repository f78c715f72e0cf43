package dev.smc.core.internal.guest.adapt;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a guest gives up of its network, for people. */
final class GivenUp {
    private static final String NUMBERS = "(?:\\d{1,3}\\.){3}\\d{1,3}";
    /** With a name before it, or an element of a list, which has a prefix where it is no name server. */
    private static final Pattern ADDRESS = Pattern.compile("(?m)^[ \\t]*+(?:(?:address\\d*|IPADDR\\w*|Address|addresses"
            + "|config_\\w+)[ \\t=:\\[(\"'-]*(" + NUMBERS + "(?:/\\d{1,2})?)|-[ \\t\"']*(" + NUMBERS + "/\\d{1,2}))");

    private static final Pattern SECTION = Pattern.compile("([ \\t]*)(ethernet|bond|bridge|vlan)s[ \\t]*:[ \\t]*");
    private static final Pattern SET_NAME = Pattern.compile("[ \\t]*set-name[ \\t]*:[ \\t\"']*([^\\s\"']+).*");
    private static final Pattern KEY = Pattern.compile("([ \\t]*)([^\\s:#-][^\\s:]*)[ \\t]*:.*");

    private GivenUp() {}

    /** Notes the static addresses that a configuration has. */
    static void addresses(Adaptation adaptation, String path) {
        addresses(adaptation, path, adaptation.plan().text(path).orElse(""));
    }

    /** Notes those that a part of it has. */
    static void addresses(Adaptation adaptation, String path, String part) {
        Matcher found = ADDRESS.matcher(part);
        List<String> addresses = found.results()
                .map(match -> match.group(1) != null ? match.group(1) : match.group(2))
                .filter(address -> !address.startsWith("127.") && !address.startsWith("255."))
                .distinct()
                .toList();
        addresses.forEach(address -> adaptation.lose(address.replaceAll("/.*", "")));
        if (!addresses.isEmpty()) {
            String what = addresses.size() == 1
                    ? "the static address " + addresses.get(0) + " of " + path + " is"
                    : "the static addresses " + String.join(", ", addresses) + " of " + path + " are";
            adaptation.note(
                    what
                            + " given up for DHCP; in the VPC, give the instance that private address if others rely on it",
                    path);
        }
    }

    /**
     * Notes a device that is made of others.
     *
     * @param kind such as {@code bond}
     */
    static void device(Adaptation adaptation, String kind, String name, String path) {
        adaptation.lose(name);
        adaptation.note(
                "the " + kind + " " + name + " of " + path + " is given up: eth0 gets its address by DHCP itself",
                path);
    }

    /** Notes those of a file of netplan: the keys right below its sections for them, and cards. */
    static void ofNetplan(Adaptation adaptation, String path) {
        String kind = "";
        int section = 0;
        int own = 0;
        for (String line : adaptation.plan().text(path).orElse("").lines().toList()) {
            Matcher start = SECTION.matcher(line);
            Matcher key = KEY.matcher(line);
            if (start.matches()) {
                kind = start.group(2);
                section = start.group(1).length();
                own = 0;
            } else if (key.matches()) {
                int indent = key.group(1).length();
                kind = indent <= section ? "" : kind;
                own = own == 0 ? indent : own;
                Matcher named = SET_NAME.matcher(line);
                if (named.matches()) {
                    adaptation.lose(named.group(1));
                } else if (kind.equals("ethernet") && indent == own) {
                    adaptation.lose(key.group(2));
                } else if (!kind.isEmpty() && indent == own) {
                    device(adaptation, kind, key.group(2), path);
                }
            }
        }
    }
}
