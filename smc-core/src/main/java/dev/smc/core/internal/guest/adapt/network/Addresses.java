package dev.smc.core.internal.guest.adapt.network;

import dev.smc.core.internal.guest.adapt.Adaptation;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Static addresses that a guest gives up. */
final class Addresses {
    private static final Pattern ADDRESS =
            Pattern.compile("(?m)^[\\s\"'-]*(?:address\\d*|IPADDR\\d*|Address|addresses|config_\\w+)?[\\s=:\\[(\"'-]*"
                    + "((?:\\d{1,3}\\.){3}\\d{1,3}(?:/\\d{1,2})?)");

    private Addresses() {}

    /** Notes the first static address that a configuration has. */
    static void note(Adaptation adaptation, String path) {
        Matcher address = ADDRESS.matcher(adaptation.plan().text(path).orElse(""));
        if (address.find() && !address.group(1).startsWith("127.")) {
            adaptation.note("the static address " + address.group(1) + " of " + path
                    + " is given up for DHCP; in the VPC, give the instance that private address if others rely on it");
        }
    }
}
