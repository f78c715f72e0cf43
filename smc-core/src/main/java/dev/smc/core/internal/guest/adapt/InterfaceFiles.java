package dev.smc.core.internal.guest.adapt;

import dev.smc.core.internal.guest.edit.EditPlan;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The {@code ifcfg-} files of a directory, one for each interface.
 *
 * @param directory without a slash at its end
 */
record InterfaceFiles(String directory) {
    private static final String PREFIX = "ifcfg-";
    private static final Pattern OF_CARD = Pattern.compile("(?m)^[ \\t]*+(?:HWADDR|LLADDR|MACADDR)=.*\\R?");
    private static final Pattern NAME = Pattern.compile("(?m)^([ \\t]*+(?:DEVICE|NAME)=).*$");

    /** Returns the files of network cards and what is made of them; copies that editors left are none. */
    List<String> paths(EditPlan plan) {
        return plan.names(directory).stream()
                .filter(name -> name.startsWith(PREFIX) && CardNames.isCard(name.substring(PREFIX.length())))
                .filter(name -> !name.matches(".*(?:~|\\.bak|\\.orig|\\.rpmnew|\\.rpmsave|\\.template)"))
                .map(name -> directory + "/" + name)
                .toList();
    }

    String first() {
        return directory + "/" + PREFIX + NetworkStack.INTERFACE;
    }

    /** Returns whether the first interface is configured as asked, by its name alone, and no other is. */
    boolean isOnly(EditPlan plan, Predicate<String> asked) {
        String text = plan.text(first()).orElse("");
        return paths(plan).equals(List.of(first()))
                && asked.test(text)
                && ShellValues.get(text, "DEVICE")
                        .filter(device -> !device.isEmpty() && !device.equals(NetworkStack.INTERFACE))
                        .isEmpty()
                && !OF_CARD.matcher(text).find();
    }

    /** Plans one file in place of all: the only one there is, if it is as asked but for the card, or else {@code text}. */
    void replace(Adaptation adaptation, Predicate<String> asked, String text) {
        EditPlan plan = adaptation.plan();
        List<String> paths = paths(plan);
        Optional<String> kept = paths.size() == 1
                ? plan.text(paths.get(0))
                        .filter(asked)
                        .filter(only -> kind(paths.get(0), only).isEmpty())
                : Optional.empty();
        Optional<String> zone = kept.isPresent() ? Optional.empty() : zone(adaptation, paths);
        for (String path : paths) {
            GivenUp.addresses(adaptation, path);
            adaptation.lose(
                    ShellValues.get(plan.text(path).orElse(""), "DEVICE").orElse(interfaceOf(path)));
            kind(path, plan.text(path).orElse(""))
                    .ifPresent(kind -> GivenUp.device(adaptation, kind, interfaceOf(path), path));
            if (kept.isEmpty() || !path.equals(first())) {
                plan.setAside(path, NetworkStack.REASON);
            }
        }
        String fresh = text + zone.map(name -> "ZONE=" + name + "\n").orElse("");
        plan.write(first(), kept.map(InterfaceFiles::ofFirst).orElse(fresh), NetworkStack.REASON);
    }

    private static Optional<String> zone(Adaptation adaptation, List<String> paths) {
        return FirewallZones.common(
                adaptation,
                paths.stream()
                        .map(path -> adaptation.plan().text(path).orElse(""))
                        .filter(text -> !isPart(text))
                        .map(text -> ShellValues.get(text, "ZONE").filter(zone -> !zone.isEmpty()))
                        .toList());
    }

    /** Returns whether an interface has no address, since it is but a part of another. */
    private static boolean isPart(String text) {
        return Stream.of("MASTER", "BRIDGE", "TEAM_MASTER")
                        .anyMatch(key -> ShellValues.get(text, key)
                                .filter(of -> !of.isEmpty() && !of.equals("yes")) // SUSE's of a bridge itself
                                .isPresent())
                || (ShellValues.get(text, "BOOTPROTO").filter("none"::equals).isPresent() && !text.contains("IPADDR"));
    }

    /** Returns a file for whichever card has the name of the first. */
    private static String ofFirst(String text) {
        return NAME.matcher(OF_CARD.matcher(text).replaceAll("")).replaceAll("$1" + NetworkStack.INTERFACE);
    }

    /** Plans that files of routes and the like are no more. */
    void setAside(EditPlan plan, String prefix) {
        plan.names(directory).stream()
                .filter(name -> name.startsWith(prefix) && CardNames.isCard(name.substring(prefix.length())))
                .forEach(name -> plan.setAside(directory + "/" + name, NetworkStack.REASON));
    }

    /** Returns what an interface is made of, if it is no card. */
    private static Optional<String> kind(String path, String text) {
        String name = interfaceOf(path);
        Optional<String> type = ShellValues.get(text, "TYPE").map(t -> t.toLowerCase(Locale.ROOT));
        boolean isBond = Stream.of("BONDING_OPTS", "BONDING_MASTER", "BONDING_MODULE_OPTS")
                        .anyMatch(key -> ShellValues.get(text, key).isPresent())
                || type.filter("bond"::equals).isPresent();
        if (isBond) {
            return Optional.of("bond");
        }
        if (type.filter(t -> t.matches("bridge|ovsbridge|team")).isPresent()) {
            return type;
        }
        if (ShellValues.get(text, "BRIDGE").filter("yes"::equals).isPresent()) {
            return Optional.of("bridge");
        }
        boolean isVlan = name.contains(".")
                || ShellValues.get(text, "VLAN").filter("yes"::equalsIgnoreCase).isPresent()
                || ShellValues.get(text, "ETHERDEVICE")
                        .filter(d -> !d.isEmpty())
                        .isPresent();
        return isVlan ? Optional.of("vlan") : Optional.empty();
    }

    private static String interfaceOf(String path) {
        return path.substring(path.lastIndexOf('/') + 1 + PREFIX.length());
    }
}
