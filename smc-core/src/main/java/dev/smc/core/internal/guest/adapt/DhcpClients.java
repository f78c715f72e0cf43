package dev.smc.core.internal.guest.adapt;

import dev.smc.core.internal.guest.GuestRoot;
import java.util.List;
import java.util.stream.Stream;

/**
 * Programs that ask for an address by DHCP.
 *
 * @param programs of which one is enough
 */
record DhcpClients(List<String> programs) {
    /** Of what asks itself. */
    static final DhcpClients NONE_NEEDED = of();

    private static final List<String> DIRECTORIES = List.of("/sbin/", "/usr/sbin/", "/bin/", "/usr/bin/");

    static DhcpClients of(String... programs) {
        return new DhcpClients(List.of(programs));
    }

    /** Returns these or another. */
    DhcpClients or(String program) {
        return new DhcpClients(
                Stream.concat(programs.stream(), Stream.of(program)).toList());
    }

    /** Returns whether some are needed, and a guest has none of them. */
    boolean isMissing(GuestRoot root) {
        return !programs.isEmpty()
                && programs.stream()
                        .noneMatch(program ->
                                DIRECTORIES.stream().anyMatch(directory -> root.exists(directory + program)));
    }

    @Override
    public String toString() {
        return String.join(", ", programs);
    }
}
