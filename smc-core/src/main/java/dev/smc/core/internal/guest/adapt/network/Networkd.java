package dev.smc.core.internal.guest.adapt.network;

import dev.smc.core.internal.guest.adapt.Adaptation;
import dev.smc.core.internal.guest.edit.EditPlan;
import java.util.List;
import java.util.regex.Pattern;

/** Files of systemd-networkd. */
final class Networkd implements NetworkStack {
    private static final String DIRECTORY = "/etc/systemd/network";
    private static final String FILE = DIRECTORY + "/10-smc.network";
    private static final Pattern DHCP = Pattern.compile("(?mi)^\\s*DHCP\\s*=\\s*(?:yes|true|both|ipv4|v4)\\s*$");
    private static final Pattern ADDRESS = Pattern.compile("(?mi)^\\s*(?:Address|Gateway)\\s*=");
    private static final Pattern FIRST =
            Pattern.compile("(?mi)^\\s*(?:Name\\s*=.*\\be(?:th0|t?h?\\*)|Type\\s*=\\s*ether)");
    private static final Pattern CARD =
            Pattern.compile("(?mi)^\\s*(?:Name\\s*=\\s*!?e|(?:Permanent)?MACAddress\\s*=|Type\\s*=\\s*ether)");

    @Override
    public String name() {
        return "systemd-networkd";
    }

    @Override
    public boolean isUsed(Adaptation adaptation) {
        return !paths(adaptation.plan()).isEmpty();
    }

    /** Returns those that configure cards, not bridges and the like. */
    private static List<String> paths(EditPlan plan) {
        return plan.names(DIRECTORY).stream()
                .filter(name -> name.endsWith(".network"))
                .map(name -> DIRECTORY + "/" + name)
                .filter(path -> CARD.matcher(plan.text(path).orElse("")).find())
                .toList();
    }

    @Override
    public boolean isDhcp(Adaptation adaptation) {
        List<String> texts = paths(adaptation.plan()).stream()
                .map(path -> adaptation.plan().text(path).orElse(""))
                .toList();
        return texts.stream().noneMatch(text -> ADDRESS.matcher(text).find())
                && texts.stream()
                        .anyMatch(text ->
                                DHCP.matcher(text).find() && FIRST.matcher(text).find());
    }

    @Override
    public void plan(Adaptation adaptation) {
        EditPlan plan = adaptation.plan();
        for (String path : paths(plan)) {
            Addresses.note(adaptation, path);
            plan.setAside(path, REASON);
        }
        plan.write(FILE, "# Written by SMC\n[Match]\nName=eth0\n\n[Network]\nDHCP=ipv4\n", REASON);
    }
}
