package dev.smc.core.internal.guest.adapt;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** A connection of NetworkManager, as its key file has it. */
record ConnectionProfile(KeyFile file) {
    private static final String CONNECTION = "connection";
    private static final Set<String> CARDS = Set.of("ethernet", "802-3-ethernet");
    private static final Set<String> MADE_OF_CARDS = Set.of("bond", "bridge", "team", "vlan");
    /** An address that is any other than that of the card gets nothing through in a VPC. */
    private static final Set<String> OWN_ADDRESS = Set.of("preserve", "permanent");

    private static final Set<String> NO = Set.of("false", "no", "off", "0");

    static ConnectionProfile parse(String text) {
        return new ConnectionProfile(KeyFile.parse(text));
    }

    private String type() {
        return file.get(CONNECTION, "type").orElse("");
    }

    /** Returns whether it is of a network card, or of a device that is made of such. */
    boolean isWired() {
        return CARDS.contains(type()) || madeOfCards().isPresent();
    }

    /** Returns what its device is, if it is made of others. */
    Optional<String> madeOfCards() {
        return Optional.of(type()).filter(MADE_OF_CARDS::contains);
    }

    Optional<String> interfaceName() {
        return file.get(CONNECTION, "interface-name");
    }

    /** Returns the zone of the firewall that its device is in; by default that is the firewall's own. */
    Optional<String> zone() {
        return file.get(CONNECTION, "zone");
    }

    /** Returns whether its device is but a part of another. */
    boolean isPort() {
        return Stream.of("master", "controller")
                .anyMatch(key -> file.get(CONNECTION, key).isPresent());
    }

    /** Returns whether the first card gets its address and its way out by DHCP at each start, whichever card it is. */
    boolean isDhcp() {
        return CARDS.contains(type()) && !isPort() && isStarted() && !isBound() && isAutomatic();
    }

    private boolean isStarted() {
        return !is(CONNECTION, "autoconnect", NO)
                && file.get(CONNECTION, "permissions").isEmpty(); // else it waits for a user to log in
    }

    private boolean isBound() {
        return interfaceName()
                        .filter(name -> !name.equals(NetworkStack.INTERFACE))
                        .isPresent()
                || file.section("match").values().stream().anyMatch(value -> !value.isEmpty())
                || file.sections().containsKey("802-1x")
                || CARDS.stream().anyMatch(this::isOfAddress);
    }

    private boolean isOfAddress(String section) {
        return file.get(section, "mac-address").isPresent()
                || file.get(section, "cloned-mac-address")
                        .filter(address -> !OWN_ADDRESS.contains(address))
                        .isPresent();
    }

    private boolean isAutomatic() {
        return file.get("ipv4", "method").filter("auto"::equals).isPresent()
                && Stream.of("never-default", "ignore-auto-routes")
                        .allMatch(key -> file.get("ipv4", key).isEmpty() || is("ipv4", key, NO))
                && file.section("ipv4").keySet().stream()
                        .noneMatch(key -> key.startsWith("address") || key.equals("gateway"));
    }

    private boolean is(String section, String key, Set<String> values) {
        return file.get(section, key)
                .filter(value -> values.contains(value.toLowerCase(Locale.ROOT)))
                .isPresent();
    }
}
