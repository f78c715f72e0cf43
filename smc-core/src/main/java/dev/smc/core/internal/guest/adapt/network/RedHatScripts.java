package dev.smc.core.internal.guest.adapt.network;

import dev.smc.core.internal.guest.adapt.Adaptation;

/** {@code ifcfg-} files of Red Hat and its kin, which their network scripts read, and NetworkManager up to release 9. */
final class RedHatScripts implements NetworkStack {
    private static final InterfaceFiles FILES = new InterfaceFiles("/etc/sysconfig/network-scripts");

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
        return FILES.isOnly(
                adaptation.plan(),
                text -> ShellValues.get(text, "BOOTPROTO")
                                .filter("dhcp"::equalsIgnoreCase)
                                .isPresent()
                        && ShellValues.get(text, "ONBOOT")
                                .filter("no"::equalsIgnoreCase)
                                .isEmpty());
    }

    @Override
    public void plan(Adaptation adaptation) {
        FILES.replace(adaptation, """
                # Written by SMC
                DEVICE=eth0
                NAME=eth0
                TYPE=Ethernet
                BOOTPROTO=dhcp
                ONBOOT=yes
                """);
    }
}
