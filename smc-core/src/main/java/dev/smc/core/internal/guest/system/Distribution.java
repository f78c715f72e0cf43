package dev.smc.core.internal.guest.system;

import dev.smc.core.internal.guest.GuestRoot;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Which Linux it is.
 *
 * @param id as {@code os-release} has it, such as {@code debian}
 * @param version such as {@code 12}; empty if there is none
 * @param name for people
 * @param family whose tools it uses
 */
public record Distribution(String id, String version, String name, Family family) {
    /** What distributions have in common. */
    public enum Family {
        DEBIAN,
        RED_HAT,
        SUSE,
        ARCH,
        ALPINE,
        GENTOO,
        OTHER
    }

    private static final Map<String, Family> FAMILIES = Map.ofEntries(
            Map.entry("debian", Family.DEBIAN),
            Map.entry("ubuntu", Family.DEBIAN),
            Map.entry("rhel", Family.RED_HAT),
            Map.entry("fedora", Family.RED_HAT),
            Map.entry("centos", Family.RED_HAT),
            Map.entry("amzn", Family.RED_HAT),
            Map.entry("alinux", Family.RED_HAT),
            Map.entry("anolis", Family.RED_HAT),
            Map.entry("openeuler", Family.RED_HAT),
            Map.entry("ol", Family.RED_HAT),
            Map.entry("suse", Family.SUSE),
            Map.entry("opensuse", Family.SUSE),
            Map.entry("sles", Family.SUSE),
            Map.entry("arch", Family.ARCH),
            Map.entry("alpine", Family.ALPINE),
            Map.entry("gentoo", Family.GENTOO));

    /** Of the time before os-release: a file, and what its text starts with. */
    private record Old(String path, String start, String id) {}

    private static final List<Old> OLD = List.of(
            new Old("/etc/redhat-release", "CentOS", "centos"),
            new Old("/etc/redhat-release", "Red Hat", "rhel"),
            new Old("/etc/redhat-release", "Oracle", "ol"),
            new Old("/etc/oracle-release", "", "ol"),
            new Old("/etc/system-release", "Amazon", "amzn"),
            new Old("/etc/redhat-release", "", "rhel"),
            new Old("/etc/SuSE-release", "SUSE Linux Enterprise", "sles"),
            new Old("/etc/SuSE-release", "", "opensuse"),
            new Old("/etc/alpine-release", "", "alpine"),
            new Old("/etc/gentoo-release", "", "gentoo"),
            new Old("/etc/arch-release", "", "arch"),
            new Old("/etc/debian_version", "", "debian"));

    private static final Pattern VERSION = Pattern.compile("(\\d{1,9}(?:\\.\\d{1,9})*+)");

    /** Returns the distribution of a guest, or empty if nothing says that it is a Linux. */
    static Optional<Distribution> of(GuestRoot root) {
        return root.text("/etc/os-release")
                .or(() -> root.text("/usr/lib/os-release"))
                .map(Distribution::ofRelease)
                .or(() -> OLD.stream()
                        .flatMap(old -> root.text(old.path()).filter(text -> text.startsWith(old.start())).stream()
                                .map(text -> ofText(old.id(), text)))
                        .findFirst());
    }

    private static Distribution ofRelease(String text) {
        Map<String, String> values = new HashMap<>();
        text.lines().forEach(line -> {
            int equals = line.indexOf('=');
            if (equals > 0) {
                values.put(line.substring(0, equals).strip(), unquoted(line.substring(equals + 1)));
            }
        });
        String id = values.getOrDefault("ID", "linux").toLowerCase(Locale.ROOT);
        String version = values.getOrDefault("VERSION_ID", "");
        String name = values.getOrDefault("PRETTY_NAME", id + " " + version);
        Stream<String> likes = Stream.concat(
                Stream.of(id), Stream.of(values.getOrDefault("ID_LIKE", "").split("\\s+")));
        return new Distribution(id, version, name, family(likes));
    }

    private static String unquoted(String value) {
        return value.strip().replaceAll("^[\"']|[\"']$", "");
    }

    private static Distribution ofText(String id, String text) {
        Matcher version = VERSION.matcher(text);
        String first = text.lines().findFirst().orElse(id).strip();
        return new Distribution(
                id,
                version.find() ? version.group(1) : "",
                id.equals("debian") ? "Debian " + first : first,
                family(Stream.of(id)));
    }

    private static Family family(Stream<String> ids) {
        return ids.map(id -> id.toLowerCase(Locale.ROOT))
                .map(id -> id.startsWith("opensuse") ? "opensuse" : id)
                .filter(FAMILIES::containsKey)
                .map(FAMILIES::get)
                .findFirst()
                .orElse(Family.OTHER);
    }

    /** Returns the first number of the version, or 0 if there is none. */
    public int major() {
        Matcher number = VERSION.matcher(version);
        return number.find() ? Integer.parseInt(number.group(1).replaceAll("\\..*", "")) : 0;
    }
}
