package dev.smc.core.internal.guest.adapt;

import dev.smc.core.internal.guest.edit.EditPlan;
import dev.smc.core.internal.guest.system.Distribution.Family;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
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

    private static final Pattern SCRIPT = Pattern.compile("^(?:pre-up|up|post-up|down|pre-down|post-down)\\s");
    private static final int MOST_NOTES = 20;

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
                        .anyMatch(directory -> !plan.root().names(directory).isEmpty())
                || (NetworkManager.isInstalled(plan) && NetworkManager.isDhcpByItself(plan));
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
        List<IfupdownStanza> stanzas = stanzas(adaptation.plan(), path).stream()
                .filter(stanza -> stanza.words().get(0).equals("iface")
                        && !stanza.name().isEmpty()
                        && CardNames.isCard(stanza.name()))
                .toList();
        GivenUp.addresses(
                adaptation,
                path,
                stanzas.stream().flatMap(stanza -> stanza.lines().stream()).collect(Collectors.joining("\n")));
        for (IfupdownStanza stanza : stanzas) {
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
        List<String> replaced = Stream.concat(
                        Stream.of(FILE),
                        included(plan)
                                .filter(path -> stanzas(plan, path).stream().anyMatch(IfupdownStanza::isOfCard)))
                .toList();
        List<IfupdownStanza> old =
                replaced.stream().flatMap(path -> stanzas(plan, path).stream()).toList();
        String fresh = text(old, options(adaptation, old));
        replaced.forEach(path -> plan.setAside(path, REASON));
        plan.write(FILE, fresh, REASON);
    }

    private static String text(List<IfupdownStanza> old, String options) {
        StringBuilder text = new StringBuilder("# Written by SMC; the original is " + EditPlan.ORIGINALS + FILE + "\n");
        Predicate<IfupdownStanza> includes = stanza -> stanza.words().get(0).startsWith("source");
        Predicate<IfupdownStanza> isLoopback =
                stanza -> stanza.isInet() && stanza.name().equals("lo");
        old.stream().filter(includes).map(IfupdownStanza::kept).forEach(text::append);
        text.append("\nauto lo\n")
                .append(old.stream()
                        .filter(isLoopback)
                        .map(IfupdownStanza::kept)
                        .findFirst()
                        .orElse("iface lo inet loopback\n"));
        old.stream()
                .filter(includes.or(isLoopback).negate())
                .map(IfupdownStanza::kept)
                .filter(kept -> !kept.equals("auto lo\n"))
                .forEach(text::append);
        return text + "\nauto " + INTERFACE + "\niface " + INTERFACE + " inet dhcp\n" + options;
    }

    /** Returns what the one interface that was there ran, such as what loads a firewall's rules, if it had its address by DHCP. */
    private static String options(Adaptation adaptation, List<IfupdownStanza> old) {
        List<IfupdownStanza> cards =
                old.stream().filter(IfupdownStanza::isOfCard).toList();
        if (cards.size() == 1 && cards.get(0).words().get(3).equals("dhcp")) {
            String name = "(?<![\\w.-])" + Pattern.quote(cards.get(0).name()) + "(?![\\w.-])";
            return cards.get(0).lines().stream()
                    .filter(line -> !line.startsWith("hwaddress"))
                    .map(line -> "    " + line.replaceAll(name, INTERFACE) + "\n")
                    .collect(Collectors.joining());
        }
        cards.stream()
                .flatMap(card -> card.lines().stream())
                .filter(line -> SCRIPT.matcher(line).find())
                .limit(MOST_NOTES)
                .forEach(line -> adaptation.note(
                        FILE + " does not run \"" + line + "\" any more: add it to " + INTERFACE + " if it is needed",
                        FILE));
        return "";
    }
}
