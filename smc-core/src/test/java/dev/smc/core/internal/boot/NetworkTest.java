package dev.smc.core.internal.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NetworkTest {
    private static final byte[] REQUEST = Frames.dhcp(1, 7, 3, "");
    private static final byte[] ACK = Frames.dhcp(2, 7, 5, "");

    private final DhcpWatch watch = new DhcpWatch();

    @TempDir
    private Path temp;

    @Test
    void lease_ofAnAcknowledgedRequest_isTheAddressGiven() {
        frames(REQUEST, Frames.dhcp(2, 7, 2, "")); // an offer
        assertThat(watch.lease()).isEmpty();
        frames(ACK);
        assertThat(watch.lease()).contains("10.0.2.15");
    }

    @Test
    void lease_ofFirmwareThatWantsToStartFromTheNetwork_isNone() {
        frames(Frames.dhcp(1, 7, 3, "PXEClient:Arch:00007:UNDI:003001"), ACK);
        assertThat(watch.lease()).isEmpty();
        frames(Frames.dhcp(1, 8, 3, "MSFT 5.0"), Frames.dhcp(2, 8, 5, ""));
        assertThat(watch.lease()).contains("10.0.2.15");
    }

    /** iPXE under QEMU 7.2, by a network that gives it an address and nothing to start. */
    @Test
    void lease_ofRecordedFrames_dependsOnWhoAsked() throws Exception {
        byte[] recorded;
        try (InputStream file = NetworkTest.class.getResourceAsStream("ipxe.pcap")) {
            recorded = file.readAllBytes();
        }
        new Pcap(1024, watch::frame).take(ByteBuffer.wrap(recorded));
        assertThat(watch.lease()).isEmpty();
        assertThat(watch.addresses()).containsExactly("10.0.2.15");
        String others = new String(recorded, StandardCharsets.ISO_8859_1).replace("PXEClient", "ANYClient");
        DhcpWatch other = new DhcpWatch();
        new Pcap(1024, other::frame).take(ByteBuffer.wrap(others.getBytes(StandardCharsets.ISO_8859_1)));
        assertThat(other.lease()).contains("10.0.2.15");
    }

    @Test
    void addresses_ofWhoSpeaks_areTheGuestsAlone() {
        frames(
                Frames.arp(true, new byte[] {10, 0, 2, 2}),
                Frames.arp(false, new byte[4]),
                Frames.arp(false, new byte[] {(byte) 192, (byte) 168, 1, 10}),
                ACK);
        assertThat(watch.addresses()).containsExactly("192.168.1.10");
    }

    @Test
    void take_ofAFileBeingWritten_waitsForWholeFrames() {
        for (ByteOrder order : List.of(ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN)) {
            byte[] file = Frames.pcap(order, REQUEST, ACK);
            List<ByteBuffer> frames = new ArrayList<>();
            Pcap pcap = new Pcap(1024, frames::add);
            int half = file.length - 10;
            int used = pcap.take(ByteBuffer.wrap(file, 0, half));
            assertThat(frames).containsExactly(ByteBuffer.wrap(REQUEST));
            assertThat(used).isEqualTo(24 + 16 + REQUEST.length);
            assertThat(pcap.take(ByteBuffer.wrap(file, used, half - used))).isZero();
            assertThat(pcap.take(ByteBuffer.wrap(file, used, file.length - used)))
                    .isEqualTo(file.length - used);
            assertThat(frames).containsExactly(ByteBuffer.wrap(REQUEST), ByteBuffer.wrap(ACK));
        }
    }

    @Test
    void take_ofALengthThatCannotBe_passesOverTheRest() {
        byte[] file = Frames.pcap(ByteOrder.LITTLE_ENDIAN, REQUEST, new byte[1025], ACK);
        List<ByteBuffer> frames = new ArrayList<>();
        assertThat(new Pcap(1024, frames::add).take(ByteBuffer.wrap(file))).isEqualTo(file.length);
        assertThat(frames).hasSize(1);
        assertThat(new Pcap(1024, frames::add).take(ByteBuffer.wrap(new byte[100])))
                .isEqualTo(100);
        assertThat(frames).hasSize(1);
    }

    @Test
    void poll_ofAnEndlessDump_looksAtItsStartAndGivesTheRestBack() throws Exception {
        Path file = temp.resolve("network.pcap");
        List<ByteBuffer> frames = new ArrayList<>();
        try (NetworkDump dump = new NetworkDump(file, frames::add);
                OutputStream qemu = Files.newOutputStream(file)) {
            qemu.write(Frames.pcap(ByteOrder.LITTLE_ENDIAN, new byte[1024]));
            byte[] record =
                    Arrays.copyOfRange(Frames.pcap(ByteOrder.LITTLE_ENDIAN, new byte[1024]), 24, 24 + 16 + 1024);
            for (int i = 0; i < 20_000; i++) {
                qemu.write(record);
            }
            dump.poll();
            assertThat(frames.size()).isBetween(16_000, 17_000);
            assertThat(file).isEmptyFile();
        }
    }

    @Test
    void evidence_ofAGuestThatAnswers_namesItsLeaseAndItsBanner() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, SshProbe.host());
                GuestNetwork network = network(server.getLocalPort(), REQUEST, ACK)) {
            assertThat(poll(network, server, "SSH-2.0-OpenSSH_9.2p1 Debian\r\n"))
                    .contains("SSH-2.0-OpenSSH_9.2p1 Debian");
            assertThat(network.evidence())
                    .contains("it took 10.0.2.15 by DHCP; its SSH port says SSH-2.0-OpenSSH_9.2p1 Debian");
        }
    }

    @Test
    void evidence_ofAGuestWithAFixedAddress_namesIt() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, SshProbe.host());
                GuestNetwork network = network(server.getLocalPort(), Frames.arp(false, new byte[] {10, 20, 30, 40}))) {
            assertThat(poll(network, server, "HTTP/1.1 400 Bad Request\r\n")).isEmpty();
            assertThat(network.evidence()).contains("it took no address by DHCP and speaks as 10.20.30.40");
        }
    }

    private GuestNetwork network(int port, byte[]... frames) throws Exception {
        Path file = temp.resolve("network.pcap");
        GuestNetwork network = new GuestNetwork(file, port);
        byte[] arp = Frames.arp(false, new byte[] {10, 0, 2, 15});
        boolean leased = frames.length > 1;
        Files.write(file, Frames.pcap(ByteOrder.LITTLE_ENDIAN, frames), StandardOpenOption.WRITE);
        if (leased) {
            byte[] more = Frames.pcap(ByteOrder.LITTLE_ENDIAN, arp);
            Files.write(file, Arrays.copyOfRange(more, 24, more.length), StandardOpenOption.APPEND);
        }
        return network;
    }

    /** Asks as the run does until the server was asked, and a little longer. */
    private static Optional<String> poll(GuestNetwork network, ServerSocket server, String says) throws Exception {
        for (int i = 0; i < 15; i++) {
            network.poll();
        }
        try (Socket socket = server.accept()) {
            socket.getOutputStream().write(says.getBytes(StandardCharsets.US_ASCII));
            for (int i = 0; i < 50 && network.banner().isEmpty(); i++) {
                network.poll();
            }
        }
        return network.banner();
    }

    private void frames(byte[]... frames) {
        for (byte[] frame : frames) {
            watch.frame(ByteBuffer.wrap(frame));
        }
    }
}
