package dev.smc.core.internal.guest.adapt;

import dev.smc.core.internal.guest.edit.EditPlan;
import dev.smc.core.internal.guest.system.Distribution.Family;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** {@code /etc/network/interfaces} of Debian and Alpine, with the files that it includes. */
final class Ifupdown implements NetworkStack {
    private static final String FILE = "/etc/network/interfaces";
    private static final String MORE = "/etc/network/interfaces.d";
    /** Starts of options that tell that an interface is made of others, and of what. */
    private static final Map<String, String> MADE_OF = Map.of(
            "bond-slaves", "bond",
            "bond_slaves", "bond",
            "bridge-ports", "bridge",
            "bridge_ports", "bridge",
            "vlan-raw-device", "vlan",
            "vlan_raw_device", "vlan");

    @Override
    public String name() {
        return "ifupdown";
    }

    /** Where netplan or another is in charge, the file has no interface but the loopback. */
    @Override
    public boolean isUsed(Adaptation adaptation) {
        EditPlan plan = adaptation.plan();
        boolean hasPrograms = Stream.of("/sbin/ifup", "/usr/sbin/ifup").anyMatch(plan.root()::exists);
        return plan.exists(FILE)
                && (stanzas(plan).anyMatch(IfupdownStanza::isOfCard) || (hasPrograms && !hasOther(plan)));
    }

    private static boolean hasOther(EditPlan plan) {
        return Stream.of("/etc/netplan", "/etc/NetworkManager/system-connections", "/etc/systemd/network")
                .anyMatch(directory -> !plan.root().names(directory).isEmpty());
    }

    @Override
    public boolean isDhcp(Adaptation adaptation) {
        List<IfupdownStanza> stanzas = stanzas(adaptation.plan()).toList();
        return stanzas.stream().anyMatch(stanza -> stanza.isDhcp(INTERFACE))
                && stanzas.stream().anyMatch(stanza -> stanza.starts(INTERFACE))
                && stanzas.stream().filter(IfupdownStanza::isOfCard).allMatch(stanza -> stanza.isDhcp(INTERFACE));
    }

    /** Those of all kinds that it tries. */
    @Override
    public DhcpClients clients(Adaptation adaptation) {
        DhcpClients known = DhcpClients.of("dhclient", "dhclient3", "pump", "udhcpc", "dhcpcd");
        // Alpine links all that BusyBox can be.
        return adaptation.guest().distribution().family() == Family.ALPINE ? known.or("busybox") : known;
    }

    private static void note(Adaptation adaptation, String path) {
        GivenUp.addresses(adaptation, path);
        for (IfupdownStanza stanza : stanzas(adaptation.plan(), path)) {
            if (!stanza.words().get(0).equals("iface") || stanza.name().isEmpty()) {
                continue;
            }
            adaptation.lose(stanza.name());
            if (stanza.isOfCard() && stanza.name().matches(".+\\.\\d+")) {
                GivenUp.device(adaptation, "vlan", stanza.name(), path);
            }
            stanza.options().stream()
                    .filter(option -> option.size() > 1)
                    .flatMap(option -> Stream.ofNullable(MADE_OF.get(option.get(0))))
                    .forEach(kind -> GivenUp.device(adaptation, kind, stanza.name(), path));
        }
    }

    private static Stream<IfupdownStanza> stanzas(EditPlan plan) {
        return Stream.concat(Stream.of(FILE), included(plan)).flatMap(path -> stanzas(plan, path).stream());
    }

    private static List<IfupdownStanza> stanzas(EditPlan plan, String path) {
        return IfupdownStanza.parse(plan.text(path).orElse(""));
    }

    private static Stream<String> included(EditPlan plan) {
        return plan.names(MORE).stream().map(name -> MORE + "/" + name);
    }

    @Override
    public void plan(Adaptation adaptation) {
        EditPlan plan = adaptation.plan();
        Stream.concat(Stream.of(FILE), included(plan)).forEach(path -> note(adaptation, path));
        StringBuilder fresh =
                new StringBuilder("# Written by SMC; the original is " + EditPlan.ORIGINALS + FILE + "\n");
        stanzas(plan, FILE).stream()
                .filter(stanza -> stanza.words().get(0).startsWith("source"))
                .forEach(
                        stanza -> fresh.append(String.join(" ", stanza.words())).append('\n'));
        fresh.append(
                "\nauto lo\niface lo inet loopback\n\nauto " + INTERFACE + "\niface " + INTERFACE + " inet dhcp\n");
        included(plan)
                .filter(path -> stanzas(plan, path).stream().anyMatch(IfupdownStanza::isInet))
                .toList()
                .forEach(path -> plan.setAside(path, REASON));
        plan.setAside(FILE, REASON);
        plan.write(FILE, fresh.toString(), REASON);
    }
}
