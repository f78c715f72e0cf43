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

    /** What to do about a client that is missing. */
    public static final String INSTALL =
            "install one on the server before it is moved, or give the first interface the private"
                    + " address that the instance gets in the VPC by hand";

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
        withoutClient(adaptation).forEach(lack -> adaptation.note(lack + ": " + INSTALL));
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

    /** Returns, for people, which of the systems need a DHCP client that the guest does not have. */
    public static List<String> withoutClient(Adaptation adaptation) {
        return used(adaptation).stream()
                .filter(stack ->
                        stack.clients(adaptation).isMissing(adaptation.plan().root()))
                .map(stack ->
                        stack.name() + " gets no address, for the guest has none of the DHCP clients that it can use ("
                                + stack.clients(adaptation) + ")")
                .toList();
    }

    private static List<NetworkStack> used(Adaptation adaptation) {
        List<NetworkStack> used =
                STACKS.stream().filter(stack -> stack.isUsed(adaptation)).toList();
        return used.isEmpty()
                ? STACKS.stream().filter(stack -> stack.isStarted(adaptation)).toList()
                : used;
    }
}
