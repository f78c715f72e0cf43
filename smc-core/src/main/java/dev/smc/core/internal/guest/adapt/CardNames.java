package dev.smc.core.internal.guest.adapt;

import java.util.function.Predicate;
import java.util.regex.Pattern;

/** Which names of interfaces are those of network cards, or of what is made of cards: the others stay as they are on any machine. */
final class CardNames {
    private static final Predicate<String> OTHER = Pattern.compile(
                    "lo(?::.*)?|(?:tun|tap|wg|ppp|dummy|gre|gretap|sit|ipip|ip6tnl|vti|veth|virbr|docker|wlan|wlp)[0-9a-z_:-]*")
            .asMatchPredicate();

    private CardNames() {}

    static boolean isCard(String name) {
        return !OTHER.test(name);
    }
}
