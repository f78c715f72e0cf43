package dev.smc.core.internal.guest.adapt;

import dev.smc.core.internal.guest.edit.EditPlan;
import java.util.List;
import java.util.regex.Pattern;

/** Files of netplan. */
final class Netplan implements NetworkStack {
    private static final String DIRECTORY = "/etc/netplan";
    private static final String FILE = DIRECTORY + "/50-smc.yaml";
    private static final Pattern RENDERER = Pattern.compile("(?m)^\\s*renderer\\s*:\\s*NetworkManager\\s*$");
    private static final Pattern INTERFACES = Pattern.compile("(?m)^\\s*ethernets\\s*:");
    private static final Pattern DHCP = Pattern.compile("(?m)^\\s*dhcp4\\s*:\\s*[\"']?(?:true|yes|on)\\b");
    private static final Pattern BOUND = Pattern.compile("(?m)^\\s*(?:addresses|macaddress|gateway4)\\s*:");
    private static final Pattern FIRST = Pattern.compile("(?m)^\\s*(?:eth0\\s*:|name\\s*:\\s*[\"']?e[a-z]*\\*)");

    @Override
    public String name() {
        return "netplan";
    }

    @Override
    public boolean isUsed(Adaptation adaptation) {
        return !paths(adaptation.plan()).isEmpty();
    }

    private static List<String> paths(EditPlan plan) {
        return plan.names(DIRECTORY).stream()
                .filter(name -> name.endsWith(".yaml"))
                .map(name -> DIRECTORY + "/" + name)
                .toList();
    }

    /** What leaves all cards to NetworkManager leaves their DHCP to it, too. */
    @Override
    public boolean isDhcp(Adaptation adaptation) {
        List<String> texts = paths(adaptation.plan()).stream()
                .map(path -> adaptation.plan().text(path).orElse(""))
                .toList();
        if (texts.stream().noneMatch(text -> INTERFACES.matcher(text).find())) {
            return texts.stream().anyMatch(text -> RENDERER.matcher(text).find());
        }
        return texts.stream().noneMatch(text -> BOUND.matcher(text).find())
                && texts.stream()
                        .anyMatch(text ->
                                DHCP.matcher(text).find() && FIRST.matcher(text).find());
    }

    @Override
    public void plan(Adaptation adaptation) {
        EditPlan plan = adaptation.plan();
        boolean manager = false;
        for (String path : paths(plan)) {
            manager |= RENDERER.matcher(plan.text(path).orElse("")).find();
            GivenUp.addresses(adaptation, path);
            GivenUp.ofNetplan(adaptation, path);
            plan.setAside(path, REASON);
        }
        String text = "# Written by SMC; the originals are in " + EditPlan.ORIGINALS + DIRECTORY + "\n"
                + "network:\n  version: 2\n"
                + (manager ? "  renderer: NetworkManager\n" : "")
                + "  ethernets:\n    eth0:\n      dhcp4: true\n";
        plan.write(FILE, text, 0600, REASON);
    }
}
