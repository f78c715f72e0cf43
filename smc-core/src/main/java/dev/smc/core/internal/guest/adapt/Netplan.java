package dev.smc.core.internal.guest.adapt;

import dev.smc.core.internal.guest.edit.EditPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Files of netplan. */
final class Netplan implements NetworkStack {
    private static final String DIRECTORY = "/etc/netplan";
    private static final String FILE = DIRECTORY + "/50-smc.yaml";
    private static final String MANAGER = "NetworkManager";
    private static final Pattern RENDERER =
            Pattern.compile("(?md)^[^#\\n]*\\brenderer[\"']?[ \\t]*:[ \\t]*[\"']?" + MANAGER);
    /** What {@code match} may have as a name, so that the first card is meant, whatever card it is. */
    private static final Set<String> FIRST = Set.of(INTERFACE, "eth*", "et*", "e*", "*");
    /** What an interface may have besides DHCP that keeps it neither from working nor to the old card or network. */
    private static final Set<String> HARMLESS = Set.of(
            "accept-ra",
            "critical",
            "dhcp-identifier",
            "dhcp6",
            "dhcp6-overrides",
            "emit-lldp",
            "ignore-carrier",
            "ipv6-address-generation",
            "ipv6-privacy",
            "link-local",
            "mtu",
            "nameservers",
            "optional",
            "optional-addresses",
            "renderer",
            "wakeonlan");

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

    /**
     * All files must be understood, and have one interface alone, the first; netplan joins what several say of it. What leaves all
     * cards to NetworkManager leaves their DHCP to it, too.
     */
    @Override
    public boolean isDhcp(Adaptation adaptation) {
        EditPlan plan = adaptation.plan();
        List<Map.Entry<String, BlockYaml>> interfaces = new ArrayList<>();
        boolean manager = false;
        for (String path : paths(plan)) {
            Optional<BlockYaml> file = BlockYaml.parse(plan.text(path).orElse(""));
            if (file.isEmpty() || !isOfInterfacesOnly(file.get())) {
                return false;
            }
            BlockYaml network = file.get().get("network").orElse(file.get());
            network.get("ethernets")
                    .ifPresent(cards -> interfaces.addAll(cards.children().entrySet()));
            manager |= network.get("renderer").filter(r -> r.is(MANAGER)).isPresent();
        }
        if (interfaces.isEmpty()) {
            return manager && NetworkManager.isDhcpByItself(plan);
        }
        return interfaces.size() == 1
                && isDhcp(interfaces.get(0).getKey(), interfaces.get(0).getValue());
    }

    private static boolean isOfInterfacesOnly(BlockYaml file) {
        return isNothingBut(file, Set.of("network"))
                && file.get("network")
                        .map(network -> isNothingBut(network, Set.of("version", "renderer", "ethernets")))
                        .orElse(true)
                && file.get("network")
                        .flatMap(network -> network.get("ethernets"))
                        .map(cards -> isNothingBut(cards, cards.keys()))
                        .orElse(true);
    }

    /** Returns whether there is nothing, or a mapping of these keys only. */
    private static boolean isNothingBut(BlockYaml node, Set<String> keys) {
        return node.is("") || isOf(node, keys);
    }

    /** Returns whether something is a mapping of these keys only. */
    private static boolean isOf(BlockYaml node, Set<String> keys) {
        return !node.keys().isEmpty() && keys.containsAll(node.keys());
    }

    private static boolean isDhcp(String name, BlockYaml card) {
        return card.get("dhcp4").filter(BlockYaml::isTrue).isPresent()
                && card.get("match").map(Netplan::isFirst).orElse(name.equals(INTERFACE))
                && card.children().entrySet().stream()
                        .allMatch(setting -> isHarmless(setting.getKey(), setting.getValue()));
    }

    /** What is bound to a driver, an address or a path is not meant for whatever card is the first. */
    private static boolean isFirst(BlockYaml match) {
        return isOf(match, Set.of("name"))
                && match.get("name")
                        .filter(name -> FIRST.contains(name.value()))
                        .isPresent();
    }

    private static boolean isHarmless(String key, BlockYaml value) {
        return switch (key) {
            case "dhcp4", "match" -> true;
            case "dhcp4-overrides" ->
                !value.keys().isEmpty()
                        && value.get("use-routes")
                                .filter(routes -> !routes.isTrue())
                                .isEmpty();
            default -> HARMLESS.contains(key);
        };
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
