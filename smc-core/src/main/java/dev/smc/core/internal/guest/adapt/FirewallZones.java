package dev.smc.core.internal.guest.adapt;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The zones of the firewall that interfaces were in which are given up for one. */
final class FirewallZones {
    private static final Predicate<String> NAME =
            Pattern.compile("[A-Za-z0-9_.-]{1,64}").asMatchPredicate();

    private FirewallZones() {}

    /** Returns the zone for the one in place of all: that of all, if it is the same. If not, none is right, and a note says so. */
    static Optional<String> common(Adaptation adaptation, List<Optional<String>> zones) {
        Set<String> names =
                zones.stream().map(zone -> zone.filter(NAME).orElse("")).collect(Collectors.toCollection(TreeSet::new));
        if (names.size() > 1) {
            names.remove("");
            adaptation.note("the interfaces that are given up were in several zones of the firewall, among them "
                    + String.join(", ", names) + "; eth0 is in the default zone: see that it lets in what it must");
            return Optional.empty();
        }
        return names.stream().filter(name -> !name.isEmpty()).findFirst();
    }
}
