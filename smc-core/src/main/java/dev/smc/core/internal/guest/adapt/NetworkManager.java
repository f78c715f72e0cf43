package dev.smc.core.internal.guest.adapt;

import dev.smc.core.internal.guest.edit.EditPlan;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Key files of NetworkManager. */
final class NetworkManager implements NetworkStack {
    private static final String DIRECTORY = "/etc/NetworkManager/system-connections";
    private static final String FILE = DIRECTORY + "/smc-dhcp.nmconnection";
    private static final Pattern WIRED =
            Pattern.compile("(?m)^\\s*type\\s*=\\s*(ethernet|802-3-ethernet|bond|bridge|team|vlan)\\s*$");
    private static final Pattern AUTO = Pattern.compile("(?ms)^\\[ipv4\\].*?^method\\s*=\\s*auto\\s*$");
    private static final Pattern STATIC = Pattern.compile("(?ms)^\\[ipv4\\].*?^method\\s*=\\s*manual\\s*$");
    private static final Pattern NAME = Pattern.compile("(?m)^\\s*interface-name\\s*=\\s*(\\S+)\\s*$");
    /** A card may be named by its address or its name; the name that it has on ECS is known. */
    private static final Pattern BOUND =
            Pattern.compile("(?m)^\\s*(?:mac-address|interface-name|id)\\s*=\\s*(?!eth0\\s*$|smc-dhcp\\s*$)(.*)$");

    @Override
    public String name() {
        return "NetworkManager";
    }

    @Override
    public boolean isUsed(Adaptation adaptation) {
        return !wired(adaptation.plan()).isEmpty()
                || (adaptation.plan().root().exists("/usr/sbin/NetworkManager")
                        && new InterfaceFiles("/etc/sysconfig/network-scripts")
                                .paths(adaptation.plan())
                                .isEmpty()
                        && adaptation.plan().root().names("/etc/netplan").isEmpty());
    }

    private static List<String> wired(EditPlan plan) {
        return plan.names(DIRECTORY).stream()
                .map(name -> DIRECTORY + "/" + name)
                .filter(path -> WIRED.matcher(plan.text(path).orElse("")).find())
                .toList();
    }

    private static void noteDevice(Adaptation adaptation, String path) {
        String text = adaptation.plan().text(path).orElse("");
        Matcher type = WIRED.matcher(text);
        Matcher name = NAME.matcher(text);
        String known = name.find() ? name.group(1) : "without a name";
        adaptation.lose(known);
        if (type.find() && !type.group(1).endsWith("ethernet")) {
            GivenUp.device(adaptation, type.group(1), known, path);
        }
    }

    /** Without any connection NetworkManager makes one with DHCP for each card itself. */
    @Override
    public boolean isDhcp(Adaptation adaptation) {
        EditPlan plan = adaptation.plan();
        return wired(plan).stream()
                .map(path -> plan.text(path).orElse(""))
                .allMatch(text -> AUTO.matcher(text).find()
                        && !STATIC.matcher(text).find()
                        && BOUND.matcher(text)
                                .results()
                                .allMatch(line -> line.group().strip().startsWith("id")));
    }

    @Override
    public void plan(Adaptation adaptation) {
        EditPlan plan = adaptation.plan();
        for (String path : wired(plan)) {
            GivenUp.addresses(adaptation, path);
            noteDevice(adaptation, path);
            plan.setAside(path, REASON);
        }
        String text = """
                # Written by SMC
                [connection]
                id=smc-dhcp
                type=ethernet
                autoconnect=true

                [ipv4]
                method=auto

                [ipv6]
                method=auto
                """;
        plan.write(FILE, text, 0600, REASON);
    }
}
