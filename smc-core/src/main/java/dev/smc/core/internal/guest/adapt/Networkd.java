package dev.smc.core.internal.guest.adapt;

import dev.smc.core.internal.guest.edit.EditPlan;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Files of systemd-networkd. */
final class Networkd implements NetworkStack {
    private static final String DIRECTORY = "/etc/systemd/network";
    private static final String OF_PACKAGES = "/usr/lib/systemd/network";
    private static final String FILE = DIRECTORY + "/10-smc.network";
    private static final String STARTED = "/etc/systemd/system/multi-user.target.wants/systemd-networkd.service";
    private static final Pattern DHCP =
            Pattern.compile("(?mi)^[ \\t]*+DHCP[ \\t]*=[ \\t]*(?:yes|true|both|ipv4|v4)[ \\t]*$");
    private static final Pattern ADDRESS = Pattern.compile("(?mi)^[ \\t]*+(?:Address|Gateway)[ \\t]*=");
    private static final Pattern FIRST = Pattern.compile(
            "(?mi)^[ \\t]*+(?:Name[ \\t]*=(?:.*[ \\t])?(?:eth0|(?:e|et|eth)\\*)(?=[ \\t]|$)|Type[ \\t]*=[ \\t]*ether)");
    private static final Pattern CARD = Pattern.compile(
            "(?mi)^[ \\t]*+(?:Name[ \\t]*=[ \\t]*!?e|(?:Permanent)?MACAddress[ \\t]*=|Type[ \\t]*=[ \\t]*ether)");
    /** What only the old card has. */
    private static final Pattern BOUND =
            Pattern.compile("(?mi)^[ \\t]*+(?:(?:Permanent)?MACAddress|Driver|Path|Property)[ \\t]*=");

    private static final Pattern KIND =
            Pattern.compile("(?mi)^[ \\t]*+Kind[ \\t]*=[ \\t]*(bond|bridge|vlan|team)[ \\t]*$");
    private static final Pattern NAME = Pattern.compile("(?mi)^[ \\t]*+Name[ \\t]*=[ \\t]*(\\S+)[ \\t]*$");
    private static final Pattern NAMES = Pattern.compile("(?mi)^[ \\t]*+Name[ \\t]*=[ \\t]*(.*)$");

    @Override
    public String name() {
        return "systemd-networkd";
    }

    @Override
    public boolean isUsed(Adaptation adaptation) {
        return !paths(adaptation.plan()).isEmpty();
    }

    /** Images of clouds have their configuration in packages. */
    @Override
    public boolean isStarted(Adaptation adaptation) {
        return adaptation.plan().exists(STARTED);
    }

    /** Returns those that configure cards, not bridges and the like. */
    private static List<String> paths(EditPlan plan) {
        return files(plan, ".network")
                .filter(path -> CARD.matcher(plan.text(path).orElse("")).find())
                .toList();
    }

    private static Stream<String> files(EditPlan plan, String end) {
        return plan.names(DIRECTORY).stream().filter(name -> name.endsWith(end)).map(name -> DIRECTORY + "/" + name);
    }

    @Override
    public boolean isDhcp(Adaptation adaptation) {
        EditPlan plan = adaptation.plan();
        List<String> texts =
                paths(plan).stream().map(path -> plan.text(path).orElse("")).toList();
        Stream<String> ofPackages = plan.root().names(OF_PACKAGES).stream()
                .filter(name -> name.endsWith(".network") && !plan.exists(DIRECTORY + "/" + name))
                .map(name -> plan.root().text(OF_PACKAGES + "/" + name).orElse(""));
        return texts.stream().noneMatch(text -> ADDRESS.matcher(text).find())
                && Stream.concat(texts.stream(), ofPackages)
                        .anyMatch(text -> DHCP.matcher(text).find()
                                && FIRST.matcher(text).find()
                                && !BOUND.matcher(text).find());
    }

    @Override
    public void plan(Adaptation adaptation) {
        EditPlan plan = adaptation.plan();
        Set<String> given = new TreeSet<>(paths(plan));
        files(plan, ".netdev").forEach(path -> {
            String text = plan.text(path).orElse("");
            Matcher kind = KIND.matcher(text);
            Matcher name = NAME.matcher(text);
            if (kind.find() && name.find()) {
                GivenUp.device(adaptation, kind.group(1), name.group(1), path);
                given.add(path);
                files(plan, ".network")
                        .filter(network -> isOf(plan.text(network).orElse(""), name.group(1)))
                        .forEach(given::add);
            }
        });
        for (String path : given) {
            NAMES.matcher(plan.text(path).orElse(""))
                    .results()
                    .flatMap(names -> Stream.of(names.group(1).split("\\s+")))
                    .forEach(adaptation::lose);
            GivenUp.addresses(adaptation, path);
            plan.setAside(path, REASON);
        }
        // Before systemd 219, to ask for IPv4 alone was spelt otherwise.
        plan.write(FILE, "# Written by SMC\n[Match]\nName=eth0\n\n[Network]\nDHCP=yes\n", REASON);
    }

    private static boolean isOf(String network, String device) {
        Matcher name = NAME.matcher(network);
        return name.find() && name.group(1).equals(device);
    }
}
