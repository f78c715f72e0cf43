package dev.smc.core.internal.guest.adapt;

import dev.smc.core.internal.guest.edit.EditPlan;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** {@code /etc/network/interfaces} of Debian and Alpine, with the files that it includes. */
final class Ifupdown implements NetworkStack {
    private static final String FILE = "/etc/network/interfaces";
    private static final String MORE = "/etc/network/interfaces.d";
    private static final Pattern STANZA = Pattern.compile("(?m)^\\s*iface\\s+(\\S+)\\s+inet\\s+(\\S+)");
    /** An option that tells that an interface is made of others. */
    private static final Pattern MADE_OF =
            Pattern.compile("\\s*(bond(?=[-_]slaves)|bridge(?=[-_]ports)|vlan(?=[-_]raw[-_]device))\\S+\\s+.*");

    private static final Pattern SOURCE = Pattern.compile("(?m)^\\s*source(?:-directory)?\\s+.*$");

    @Override
    public String name() {
        return "ifupdown";
    }

    /** Where netplan or another is in charge, the file has no interface but the loopback. */
    @Override
    public boolean isUsed(Adaptation adaptation) {
        EditPlan plan = adaptation.plan();
        boolean hasPrograms = Stream.of("/sbin/ifup", "/usr/sbin/ifup").anyMatch(plan.root()::exists);
        return plan.exists(FILE) && (stanzas(plan).anyMatch(s -> !isLoopback(s)) || (hasPrograms && !hasOther(plan)));
    }

    private static boolean hasOther(EditPlan plan) {
        return Stream.of("/etc/netplan", "/etc/NetworkManager/system-connections", "/etc/systemd/network")
                .anyMatch(directory -> !plan.root().names(directory).isEmpty());
    }

    @Override
    public boolean isDhcp(Adaptation adaptation) {
        List<Matcher> stanzas =
                stanzas(adaptation.plan()).filter(s -> !isLoopback(s)).toList();
        return stanzas.stream().anyMatch(s -> s.group(1).equals(INTERFACE))
                && stanzas.stream()
                        .allMatch(
                                s -> s.group(1).equals(INTERFACE) && s.group(2).equals("dhcp"));
    }

    private static void note(Adaptation adaptation, String path) {
        GivenUp.addresses(adaptation, path);
        String name = "";
        for (String line : adaptation.plan().text(path).orElse("").lines().toList()) {
            Matcher stanza = STANZA.matcher(line);
            if (stanza.find()) {
                name = stanza.group(1);
                adaptation.lose(name);
                if (name.matches(".+\\.\\d+")) {
                    GivenUp.device(adaptation, "vlan", name, path);
                }
            }
            Matcher made = MADE_OF.matcher(line);
            if (made.matches() && !name.isEmpty()) {
                GivenUp.device(adaptation, made.group(1), name, path);
            }
        }
    }

    private static boolean isLoopback(Matcher stanza) {
        return stanza.group(1).equals("lo");
    }

    private static Stream<Matcher> stanzas(EditPlan plan) {
        return Stream.concat(Stream.of(FILE), included(plan))
                .flatMap(path -> plan.text(path).stream())
                .flatMap(text -> {
                    Stream.Builder<Matcher> found = Stream.builder();
                    for (Matcher m = STANZA.matcher(text); m.find(); ) {
                        Matcher one = STANZA.matcher(m.group());
                        if (one.find()) {
                            found.add(one);
                        }
                    }
                    return found.build();
                });
    }

    private static Stream<String> included(EditPlan plan) {
        return plan.names(MORE).stream().map(name -> MORE + "/" + name);
    }

    @Override
    public void plan(Adaptation adaptation) {
        EditPlan plan = adaptation.plan();
        String text = plan.text(FILE).orElse("");
        Stream.concat(Stream.of(FILE), included(plan)).forEach(path -> note(adaptation, path));
        StringBuilder fresh =
                new StringBuilder("# Written by SMC; the original is " + EditPlan.ORIGINALS + FILE + "\n");
        SOURCE.matcher(text)
                .results()
                .forEach(line -> fresh.append(line.group().strip()).append('\n'));
        fresh.append(
                "\nauto lo\niface lo inet loopback\n\nauto " + INTERFACE + "\niface " + INTERFACE + " inet dhcp\n");
        included(plan)
                .filter(path -> STANZA.matcher(plan.text(path).orElse("")).find())
                .toList()
                .forEach(path -> plan.setAside(path, REASON));
        plan.setAside(FILE, REASON);
        plan.write(FILE, fresh.toString(), REASON);
    }
}
