package dev.smc.core.internal.guest.adapt;

import dev.smc.core.internal.guest.edit.EditPlan;
import java.util.regex.Pattern;

/** {@code /etc/conf.d/net} of Gentoo, whose scripts are links, one for each interface. */
final class Netifrc implements NetworkStack {
    private static final String FILE = "/etc/conf.d/net";
    private static final String SCRIPT = "/etc/init.d/net.lo";
    private static final String RUN_LEVEL = "/etc/runlevels/default";
    private static final Pattern CONFIGURED = Pattern.compile("(?m)^[ \\t]*+config_(\\w+)=");
    private static final Pattern DHCP = Pattern.compile("(?m)^[ \\t]*+config_eth0=[\"'( \\t]*+dhcp\\b");
    private static final Pattern OTHER_ADDRESS = Pattern.compile("(?m)^[ \\t]*+mac_eth0=");

    @Override
    public String name() {
        return "netifrc";
    }

    @Override
    public boolean isUsed(Adaptation adaptation) {
        return adaptation.plan().root().exists(SCRIPT) && adaptation.plan().exists(FILE);
    }

    @Override
    public boolean isDhcp(Adaptation adaptation) {
        EditPlan plan = adaptation.plan();
        String text = plan.text(FILE).orElse("");
        return DHCP.matcher(text).find()
                && !OTHER_ADDRESS.matcher(text).find()
                && plan.exists(RUN_LEVEL + "/net." + INTERFACE);
    }

    @Override
    public DhcpClients clients(Adaptation adaptation) {
        return DhcpClients.of("dhcpcd", "dhclient", "pump", "udhcpc", "busybox");
    }

    @Override
    public void plan(Adaptation adaptation) {
        EditPlan plan = adaptation.plan();
        GivenUp.addresses(adaptation, FILE);
        CONFIGURED.matcher(plan.text(FILE).orElse("")).results().forEach(name -> adaptation.lose(name.group(1)));
        plan.setAside(FILE, REASON);
        plan.write(
                FILE,
                "# Written by SMC; the original is " + EditPlan.ORIGINALS + FILE + "\nconfig_eth0=\"dhcp\"\n",
                REASON);
        plan.names(RUN_LEVEL).stream()
                .filter(name -> name.startsWith("net.") && !name.equals("net.lo"))
                .forEach(name -> plan.remove(RUN_LEVEL + "/" + name, REASON));
        plan.link("/etc/init.d/net." + INTERFACE, "net.lo", REASON);
        plan.link(RUN_LEVEL + "/net." + INTERFACE, "/etc/init.d/net." + INTERFACE, REASON);
    }
}
