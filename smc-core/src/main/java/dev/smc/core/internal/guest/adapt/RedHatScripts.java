package dev.smc.core.internal.guest.adapt;

import dev.smc.core.internal.guest.edit.EditPlan;
import java.util.List;
import java.util.regex.Pattern;

/** {@code ifcfg-} files of Red Hat and its kin, which their network scripts read, and NetworkManager up to release 9. */
final class RedHatScripts implements NetworkStack {
    private static final InterfaceFiles FILES = new InterfaceFiles("/etc/sysconfig/network-scripts");
    private static final String GLOBAL = "/etc/sysconfig/network";
    private static final Pattern GATEWAY = Pattern.compile("(?m)^(?=[ \\t]*+(?:GATEWAY|GATEWAYDEV)=)");
    private static final List<String> OF_OLD_NETWORK = List.of("route-", "route6-", "rule-", "rule6-");

    @Override
    public String name() {
        return "network-scripts";
    }

    @Override
    public boolean isUsed(Adaptation adaptation) {
        return !FILES.paths(adaptation.plan()).isEmpty();
    }

    @Override
    public boolean isDhcp(Adaptation adaptation) {
        return FILES.isOnly(adaptation.plan(), RedHatScripts::isDhcp);
    }

    private static boolean isDhcp(String text) {
        return ShellValues.get(text, "BOOTPROTO")
                        .filter("dhcp"::equalsIgnoreCase)
                        .isPresent()
                && ShellValues.get(text, "ONBOOT")
                        .filter("no"::equalsIgnoreCase)
                        .isEmpty()
                && ShellValues.get(text, "DEFROUTE")
                        .filter("no"::equalsIgnoreCase)
                        .isEmpty()
                && ShellValues.get(text, "MASTER").isEmpty();
    }

    /** NetworkManager asks itself, but not yet in release 6. */
    @Override
    public DhcpClients clients(Adaptation adaptation) {
        DhcpClients ofScripts = DhcpClients.of("dhclient");
        return adaptation.guest().hasSystemd() ? ofScripts.or("NetworkManager") : ofScripts;
    }

    @Override
    public void plan(Adaptation adaptation) {
        EditPlan plan = adaptation.plan();
        FILES.replace(adaptation, RedHatScripts::isDhcp, """
                # Written by SMC
                DEVICE=eth0
                NAME=eth0
                TYPE=Ethernet
                BOOTPROTO=dhcp
                ONBOOT=yes
                """);
        OF_OLD_NETWORK.forEach(prefix -> FILES.setAside(plan, prefix));
        // With a device for the gateway, that of DHCP is taken from no other device.
        plan.text(GLOBAL)
                .ifPresent(text -> plan.write(GLOBAL, GATEWAY.matcher(text).replaceAll("#"), REASON));
    }
}
