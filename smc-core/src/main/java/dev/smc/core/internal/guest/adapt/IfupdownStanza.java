package dev.smc.core.internal.guest.adapt;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A stanza of ifupdown.
 *
 * @param words of its first line, such as {@code iface eth0 inet dhcp} or {@code auto eth0}
 * @param lines those that belong to it, but for the blanks around them
 */
record IfupdownStanza(List<String> words, List<String> lines) {
    private static final Set<String> STARTS =
            Set.of("iface", "mapping", "auto", "source", "source-directory", "template", "no-auto-down", "no-scripts");

    static List<IfupdownStanza> parse(String text) {
        List<IfupdownStanza> stanzas = new ArrayList<>();
        for (String line : text.replace("\\\n", " ").lines().map(String::strip).toList()) {
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            List<String> words = words(line);
            if (STARTS.contains(words.get(0)) || words.get(0).startsWith("allow-")) {
                stanzas.add(new IfupdownStanza(words, new ArrayList<>()));
            } else if (!stanzas.isEmpty()) {
                stanzas.get(stanzas.size() - 1).lines().add(line);
            }
        }
        return stanzas;
    }

    private static List<String> words(String line) {
        return List.of(line.split("[ \\t]+", -1));
    }

    /** Returns the words of each line that belongs to it. */
    List<List<String>> options() {
        return lines.stream().map(IfupdownStanza::words).toList();
    }

    /** Returns whether it gives an interface an address of IPv4. */
    boolean isInet() {
        return words.size() > 3 && words.get(0).equals("iface") && words.get(2).equals("inet");
    }

    /** Returns whether it does so for a network card, or what is made of cards. */
    boolean isOfCard() {
        return isInet() && CardNames.isCard(name());
    }

    /** Returns its text for another machine; empty if it is about cards. */
    String kept() {
        return switch (words.get(0)) {
            case "mapping" -> "";
            case "iface" -> CardNames.isCard(name()) ? "" : text();
            case "source", "source-directory", "template", "no-auto-down", "no-scripts" -> text();
            default -> {
                String names = words.stream()
                        .skip(1)
                        .filter(name -> !CardNames.isCard(name))
                        .collect(Collectors.joining(" "));
                yield names.isEmpty() ? "" : words.get(0) + " " + names + "\n";
            }
        };
    }

    private String text() {
        return Stream.concat(Stream.of(String.join(" ", words)), lines.stream().map(line -> "    " + line))
                .map(line -> line + "\n")
                .collect(Collectors.joining());
    }

    /** Returns the first interface that it is of. */
    String name() {
        return words.size() > 1 ? words.get(1) : "";
    }

    /** Returns whether an interface gets its address by DHCP, with whatever address its card has. */
    boolean isDhcp(String name) {
        return isOfCard()
                && name().equals(name)
                && words.get(3).equals("dhcp")
                && options().stream().noneMatch(option -> option.get(0).equals("hwaddress"));
    }

    /** Returns whether it has an interface started with the system, or once the card is found. */
    boolean starts(String name) {
        return Stream.of("auto", "allow-auto", "allow-hotplug").anyMatch(words.get(0)::equals)
                && words.subList(1, words.size()).contains(name);
    }
}
