package dev.smc.core.internal.guest.adapt;

import java.util.Set;

/** {@code ifcfg-} files of SUSE, which wicked reads, and the scripts before it. */
final class SuseScripts implements NetworkStack {
    private static final InterfaceFiles FILES = new InterfaceFiles("/etc/sysconfig/network");
    private static final Set<String> STARTED = Set.of("auto", "onboot", "hotplug", "nfsroot");

    @Override
    public String name() {
        return "sysconfig/network";
    }

    @Override
    public boolean isUsed(Adaptation adaptation) {
        return !FILES.paths(adaptation.plan()).isEmpty();
    }

    @Override
    public boolean isDhcp(Adaptation adaptation) {
        return FILES.isOnly(adaptation.plan(), SuseScripts::isDhcp);
    }

    private static boolean isDhcp(String text) {
        return ShellValues.get(text, "BOOTPROTO")
                        .filter(p -> p.startsWith("dhcp"))
                        .isPresent()
                && ShellValues.get(text, "STARTMODE").filter(STARTED::contains).isPresent();
    }

    /** Wicked brings its own. */
    @Override
    public DhcpClients clients(Adaptation adaptation) {
        return DhcpClients.of("wickedd", "dhcpcd", "dhclient");
    }

    @Override
    public void plan(Adaptation adaptation) {
        FILES.replace(adaptation, SuseScripts::isDhcp, """
                # Written by SMC
                BOOTPROTO='dhcp'
                STARTMODE='auto'
                """);
        // Routes of the old network would send everything to a gateway that is not there.
        adaptation.plan().setAside("/etc/sysconfig/network/routes", REASON);
        FILES.setAside(adaptation.plan(), "ifroute-");
    }
}
