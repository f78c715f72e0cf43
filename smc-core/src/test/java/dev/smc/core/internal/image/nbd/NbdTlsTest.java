package dev.smc.core.internal.image.nbd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.smc.api.error.ErrorCode;
import dev.smc.api.error.SourceReadException;
import dev.smc.spi.disk.BlockSource;
import dev.smc.testkit.Programs;
import dev.smc.testkit.RequiresTool;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Encrypted exports of real servers, with certificates of an authority of our own. */
@RequiresTool({"nbdkit", "qemu-nbd", "openssl"})
class NbdTlsTest {
    @TempDir
    static Path keys;

    @TempDir
    Path temp;

    private Path disk;

    @BeforeAll
    static void makeCertificates() throws Exception {
        authority("ca");
        authority("other-ca");
        certificate("server", "ca", "rsa:2048", "subjectAltName=DNS:localhost,IP:127.0.0.1");
        certificate("client", "ca", "ec", "subjectAltName=DNS:client");
        certificate("stranger", "other-ca", "rsa:2048", "subjectAltName=DNS:client");
        certificate("older", "ca", "rsa:2048", "subjectAltName=DNS:older");
        openssl("rsa", "-traditional", "-in", key("older"), "-out", key("older"));
        side("server-side", "ca", "server");
        side("older-side", "ca", "older");
        side("client-side", "ca", "client");
        side("trusting", "ca", "");
        side("stranger-side", "ca", "stranger");
        side("misled", "other-ca", "");
    }

    private static void authority(String name) throws Exception {
        openssl(
                "req",
                "-x509",
                "-newkey",
                "rsa:2048",
                "-nodes",
                "-days",
                "30",
                "-subj",
                "/CN=" + name,
                "-keyout",
                key(name),
                "-out",
                cert(name));
    }

    private static void certificate(String name, String authority, String algorithm, String alternative)
            throws Exception {
        String request = keys.resolve(name + ".csr").toString();
        if (algorithm.equals("ec")) {
            openssl("ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", key(name));
            openssl("req", "-new", "-key", key(name), "-subj", "/CN=" + name, "-out", request);
        } else {
            openssl(
                    "req",
                    "-new",
                    "-newkey",
                    algorithm,
                    "-nodes",
                    "-subj",
                    "/CN=" + name,
                    "-keyout",
                    key(name),
                    "-out",
                    request);
        }
        Path extensions = Files.writeString(keys.resolve(name + ".ext"), alternative + "\n");
        openssl(
                "x509",
                "-req",
                "-in",
                request,
                "-CA",
                cert(authority),
                "-CAkey",
                key(authority),
                "-CAcreateserial",
                "-days",
                "30",
                "-extfile",
                extensions.toString(),
                "-out",
                cert(name));
    }

    private static void openssl(String... arguments) throws Exception {
        String[] command = new String[arguments.length + 1];
        command[0] = "openssl";
        System.arraycopy(arguments, 0, command, 1, arguments.length);
        Programs.run(command);
    }

    private static String key(String name) {
        return keys.resolve(name + "-key.pem").toString();
    }

    private static String cert(String name) {
        return keys.resolve(name + "-cert.pem").toString();
    }

    /** Makes a directory as libnbd and QEMU want it. */
    private static void side(String directory, String authority, String identity) throws Exception {
        Path side = Files.createDirectory(keys.resolve(directory));
        Files.copy(Path.of(cert(authority)), side.resolve("ca-cert.pem"));
        if (!identity.isEmpty()) {
            String role = identity.equals("server") ? "server" : "client";
            Files.copy(Path.of(cert(identity)), side.resolve(role + "-cert.pem"));
            Files.copy(Path.of(key(identity)), side.resolve(role + "-key.pem"));
        }
    }

    @BeforeEach
    void makeDisk() throws Exception {
        disk = Files.write(temp.resolve("disk"), NbdOracleTest.random((5 << 20) + 512));
    }

    private NbdServer nbdkit(boolean verifyPeer) throws Exception {
        String[] arguments = {
            "--tls=require",
            "--tls-certificates=" + keys.resolve("server-side"),
            "--tls-verify-peer",
            "file",
            disk.toString()
        };
        if (!verifyPeer) {
            arguments[2] = "--no-sr";
        }
        return NbdServer.nbdkitTcp(temp, arguments);
    }

    private static BlockSource open(String address, String side, String more) {
        String certificates = URLEncoder.encode(keys.resolve(side).toString(), StandardCharsets.UTF_8);
        String tls = address.replaceFirst("nbd", "nbds");
        return NbdSource.open(
                NbdAddress.parse(tls + (tls.contains("?") ? "&" : "?") + "tls-certificates=" + certificates + more),
                Timing.DEFAULT);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void read_overTls_isEqual(boolean verifyPeer) throws Exception {
        try (NbdServer server = nbdkit(verifyPeer)) {
            try (BlockSource source = open(server.address(""), verifyPeer ? "client-side" : "trusting", "")) {
                NbdOracleTest.checkContent(source, disk);
            }
        }
    }

    @Test
    void read_overTlsWithAKeyOfTheOlderFormat_isEqual() throws Exception {
        assertThat(Files.readString(keys.resolve("older-side/client-key.pem"))).contains("BEGIN RSA PRIVATE KEY");
        try (NbdServer server = nbdkit(true);
                BlockSource source = open(server.address(""), "older-side", "")) {
            NbdOracleTest.checkContent(source, disk);
        }
    }

    @Test
    void read_overTlsAndAUnixSocketFromQemu_isEqual() throws Exception {
        String credentials =
                "tls-creds-x509,id=tls0,endpoint=server,verify-peer=yes,dir=" + keys.resolve("server-side");
        try (NbdServer server = NbdServer.qemu(
                temp, "--shared=8", "--object", credentials, "--tls-creds", "tls0", "-f", "raw", disk.toString())) {
            try (BlockSource source = open(server.address(""), "client-side", "&tls-hostname=localhost")) {
                NbdOracleTest.checkContent(source, disk);
            }
        }
    }

    @Test
    void open_withoutAnIdentityThatTheServerAsksFor_isRefused() throws Exception {
        try (NbdServer server = nbdkit(true)) {
            for (String side : new String[] {"trusting", "stranger-side"}) {
                assertThatThrownBy(() -> open(server.address(""), side, ""))
                        .isInstanceOf(SourceReadException.class)
                        .hasMessageContaining("cannot be opened");
            }
        }
    }

    @Test
    void open_ofAServerThatIsNotTrusted_isRefused() throws Exception {
        try (NbdServer server = nbdkit(false)) {
            for (String[] wrong : new String[][] {{"misled", ""}, {"trusting", "&tls-hostname=example.org"}}) {
                assertThatThrownBy(() -> open(server.address(""), wrong[0], wrong[1]))
                        .isInstanceOfSatisfying(
                                SourceReadException.class,
                                e -> assertThat(e.code()).isEqualTo(ErrorCode.PEER_UNTRUSTED))
                        .hasMessageContainingAll("TLS with the server failed", "check the certificates of both sides");
            }
        }
    }

    @Test
    void open_withTlsOnOneSideOnly_saysWhichSide() throws Exception {
        try (NbdServer server = nbdkit(false)) {
            assertThatThrownBy(() -> NbdSource.open(NbdAddress.parse(server.address("")), Timing.DEFAULT))
                    .isInstanceOf(SourceReadException.class)
                    .hasMessageContainingAll("the server insists on TLS", "nbds instead of nbd");
        }
        try (NbdServer server = NbdServer.nbdkitTcp(temp, "file", disk.toString())) {
            assertThatThrownBy(() -> open(server.address(""), "trusting", ""))
                    .isInstanceOf(SourceReadException.class)
                    .hasMessageContainingAll("the server does not encrypt", "start it with TLS");
        }
    }

    @Test
    void open_withoutTheCertificates_saysWhereToPutThem() throws Exception {
        try (NbdServer server = nbdkit(false)) {
            assertThatThrownBy(() -> open(server.address(""), "missing", ""))
                    .isInstanceOfSatisfying(
                            SourceReadException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_SPEC))
                    .hasMessageContainingAll("its certificates cannot be used", "put ca-cert.pem into");
            assertThat(Files.exists(keys.resolve("missing"))).isFalse();
        }
    }
}
