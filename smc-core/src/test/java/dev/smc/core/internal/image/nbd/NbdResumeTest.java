package dev.smc.core.internal.image.nbd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.smc.api.error.ErrorCode;
import dev.smc.api.error.SourceReadException;
import dev.smc.spi.disk.BlockSource;
import dev.smc.testkit.FaultProxy;
import dev.smc.testkit.FaultProxy.Fault;
import dev.smc.testkit.FaultProxy.Kind;
import dev.smc.testkit.RequiresTool;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Connections that break, and servers that go and come back. */
@RequiresTool("nbdkit")
class NbdResumeTest {
    @TempDir
    Path temp;

    private Path disk;

    @BeforeEach
    void makeDisk() throws Exception {
        disk = Files.write(temp.resolve("disk"), NbdOracleTest.random(12 << 20));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4})
    void read_overConnectionsThatAreCut_goesOnOverNewOnes(int connections) throws Exception {
        // A request has 28 bytes: each connection lives for the handshake and some requests.
        List<Fault> cuts = IntStream.range(0, 12)
                .mapToObj(i -> new Fault(Kind.CUT, 160 + 28 * 4 + i * 13))
                .toList();
        // With several threads for one connection nbdkit 1.32 dies of an assertion (raw_send_socket) when that is cut.
        try (NbdServer server = NbdServer.nbdkitTcp(temp, "-t", "1", "file", disk.toString());
                FaultProxy proxy = new FaultProxy(loopback(server.port()), cuts);
                BlockSource source = NbdSource.open(
                        address(proxy.address().getPort(), "?connections=" + connections),
                        NbdOracleTest.timing(20, Duration.ofMillis(5)))) {
            NbdOracleTest.checkContent(source, disk);
            assertThat(proxy.accepted()).isGreaterThan(5);
        }
    }

    @Test
    void read_overAConnectionThatStalls_breaksItAndGoesOn() throws Exception {
        Timing d = NbdOracleTest.timing(9, Duration.ofMillis(5));
        Timing hasty = new Timing(
                d.connect(), Duration.ofSeconds(2), Duration.ofMillis(300), 9, 9, d.firstPause(), d.longestPause());
        try (NbdServer server = NbdServer.nbdkitTcp(temp, "file", disk.toString());
                FaultProxy proxy = new FaultProxy(loopback(server.port()), List.of(new Fault(Kind.STALL, 300)));
                BlockSource source = NbdSource.open(address(proxy.address().getPort(), "?connections=1"), hasty)) {
            NbdOracleTest.checkContent(source, disk);
            assertThat(proxy.accepted()).isEqualTo(2);
        }
    }

    @Test
    void read_whileTheServerIsKilledAndStartedAgain_goesOn() throws Exception {
        try (NbdServer server = NbdServer.nbdkit(temp, "--filter=delay", "file", disk.toString(), "rdelay=20ms");
                BlockSource source = NbdSource.open(
                        NbdAddress.parse(server.address("")), NbdOracleTest.timing(200, Duration.ofMillis(20)))) {
            CompletableFuture<Void> check = CompletableFuture.runAsync(() -> {
                try {
                    NbdOracleTest.checkContent(source, disk);
                } catch (Exception e) {
                    throw new AssertionError(e);
                }
            });
            for (int i = 0; i < 3; i++) {
                TimeUnit.MILLISECONDS.sleep(40);
                server.kill();
                server.start();
            }
            check.get(1, TimeUnit.MINUTES);
        }
    }

    @Test
    void read_fromAServerThatStaysAway_failsAfterItsTries() throws Exception {
        NbdServer server = NbdServer.nbdkit(temp, "file", disk.toString());
        try (BlockSource source =
                NbdSource.open(NbdAddress.parse(server.address("")), NbdOracleTest.timing(4, Duration.ofMillis(1)))) {
            server.kill();
            assertThatThrownBy(() -> source.read(0, ByteBuffer.allocate(1)))
                    .isInstanceOfSatisfying(SourceReadException.class, e -> {
                        assertThat(e.code()).isEqualTo(ErrorCode.SOURCE_UNREADABLE);
                        assertThat(e.code().retryable()).isTrue();
                    })
                    .hasMessageContainingAll("cannot be read, in 4 tries", "check the server and the network");
        }
    }

    @Test
    void read_fromAServerThatCameBackWithAnotherDisk_isRefused() throws Exception {
        try (NbdServer server = NbdServer.nbdkit(temp, "file", disk.toString());
                BlockSource source = NbdSource.open(
                        NbdAddress.parse(server.address("")), NbdOracleTest.timing(9, Duration.ofMillis(1)))) {
            server.kill();
            Files.write(disk, new byte[1 << 20]);
            server.start();
            assertThatThrownBy(() -> source.read(0, ByteBuffer.allocate(1)))
                    .isInstanceOfSatisfying(
                            SourceReadException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.SOURCE_RESIZED))
                    .hasMessageContainingAll("has 1048576 bytes now, it had 12582912");
        }
    }

    private static NbdAddress address(int port, String query) {
        return NbdAddress.parse("nbd://127.0.0.1:" + port + "/" + query);
    }

    private static InetSocketAddress loopback(int port) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }
}
