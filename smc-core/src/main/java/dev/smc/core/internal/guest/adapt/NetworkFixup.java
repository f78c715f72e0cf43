package dev.smc.core.internal.guest.adapt;

import java.util.List;

/** Gets the first network interface its address by DHCP, in every system that the guest has configuration of. */
public final class NetworkFixup implements Fixup {
    /** In the order in which one generates what another reads. */
    private static final List<NetworkStack> STACKS = List.of(
            new Netplan(),
            new NetworkManager(),
            new RedHatScripts(),
            new SuseScripts(),
            new Networkd(),
            new Ifupdown(),
            new Netifrc());

    @Override
    public String step() {
        return "network";
    }

    @Override
    public void plan(Adaptation adaptation) {
        if (!adaptation.options().dhcp()) {
            return;
        }
        List<NetworkStack> used = used(adaptation);
        if (used.isEmpty()) {
            adaptation.note("it is not known what configures the network; have it use DHCP by hand");
        }
        for (NetworkStack stack : used) {
            if (!stack.isDhcp(adaptation)) {
                stack.plan(adaptation);
            }
        }
    }

    /** Returns the names of the systems that a guest has configuration of. */
    public static List<String> names(Adaptation adaptation) {
        return used(adaptation).stream().map(NetworkStack::name).toList();
    }

    /** Returns whether all of them use DHCP, and there is one. */
    public static boolean isDhcp(Adaptation adaptation) {
        List<NetworkStack> used = used(adaptation);
        return !used.isEmpty() && used.stream().allMatch(stack -> stack.isDhcp(adaptation));
    }

    private static List<NetworkStack> used(Adaptation adaptation) {
        List<NetworkStack> used =
                STACKS.stream().filter(stack -> stack.isUsed(adaptation)).toList();
        return used.isEmpty()
                ? STACKS.stream().filter(stack -> stack.isStarted(adaptation)).toList()
                : used;
    }
}
