package dev.smc.core.internal.guest.adapt;

/** A system that configures the network of a guest. Stateless. */
interface NetworkStack {
    /** The interface that gets its address by DHCP; kernels are told to name them so. */
    String INTERFACE = "eth0";

    String REASON = "ECS gives the first network interface its address by DHCP, and it is another card than before";

    /** Returns its name, for people. */
    String name();

    /** Returns whether a guest has configuration of it. */
    boolean isUsed(Adaptation adaptation);

    /** Returns whether it is started, though a guest has no configuration of it; it matters if no other has, either. */
    default boolean isStarted(Adaptation adaptation) {
        return false;
    }

    /** Returns whether it gives {@link #INTERFACE} its address by DHCP already, and nothing asks for another card. */
    boolean isDhcp(Adaptation adaptation);

    /** Returns what it needs for DHCP besides itself. */
    default DhcpClients clients(Adaptation adaptation) {
        return DhcpClients.NONE_NEEDED;
    }

    /** Plans that it does. */
    void plan(Adaptation adaptation);
}
