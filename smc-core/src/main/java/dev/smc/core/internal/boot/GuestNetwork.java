package dev.smc.core.internal.boot;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What is seen of a guest on its network. Not thread-safe. */
final class GuestNetwork implements AutoCloseable {
    private final DhcpWatch dhcp = new DhcpWatch();
    private final NetworkDump dump;
    private final SshProbe probe;
    private Optional<String> banner = Optional.empty();

    /**
     * Creates it before QEMU starts.
     *
     * @param dump the file for its frames
     * @param sshPort the port of this machine that leads to the guest's SSH
     */
    GuestNetwork(Path dump, int sshPort) throws IOException {
        this.dump = new NetworkDump(dump, dhcp::frame);
        this.probe = new SshProbe(sshPort);
    }

    /** Looks at what has come since. */
    void poll() throws IOException {
        dump.poll();
        if (banner.isEmpty() && !dhcp.addresses().isEmpty()) {
            banner = probe.poll();
        }
    }

    /** Returns the address that the guest was given by DHCP. */
    Optional<String> lease() {
        return dhcp.lease();
    }

    /** Returns what the guest's SSH server said of itself. */
    Optional<String> banner() {
        return banner;
    }

    /** Returns all of it in words; empty if the guest was silent. */
    Optional<String> evidence() {
        List<String> seen = new ArrayList<>();
        dhcp.lease().ifPresent(address -> seen.add("it took " + address + " by DHCP"));
        banner.ifPresent(said -> seen.add("its SSH port says " + said));
        if (seen.isEmpty() && !dhcp.addresses().isEmpty()) {
            seen.add("it took no address by DHCP and speaks as " + String.join(", ", dhcp.addresses()));
        }
        return Optional.of(String.join("; ", seen)).filter(words -> !words.isEmpty());
    }

    @Override
    public void close() throws IOException {
        probe.close();
        dump.close();
    }
}
