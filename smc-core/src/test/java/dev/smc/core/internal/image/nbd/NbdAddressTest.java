package dev.smc.core.internal.image.nbd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.smc.api.error.ErrorCode;
import dev.smc.api.error.SourceReadException;
import dev.smc.api.model.DiskLocation;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NbdAddressTest {
    @Test
    void parse_aHost_hasThePortAndTheExport() {
        NbdAddress address = NbdAddress.parse("nbd://example.org:10810/a%20b/c?connections=2&bitmap=since%3A1");
        assertThat(address.host()).isEqualTo("example.org");
        assertThat(address.port()).isEqualTo(10810);
        assertThat(address.export()).isEqualTo("a b/c");
        assertThat(address.tls()).isFalse();
        assertThat(address.socket()).isEmpty();
        assertThat(address.connections()).isEqualTo(2);
        assertThat(address.bitmapContext()).contains("qemu:dirty-bitmap:since:1");
        assertThat(address).hasToString("nbd://example.org:10810/a%20b/c");
    }

    @Test
    void parse_nothingButAHost_hasTheDefaults() {
        NbdAddress address = NbdAddress.parse("NBDS://[::1]");
        assertThat(address.host()).isEqualTo("::1");
        assertThat(address.port()).isEqualTo(10809);
        assertThat(address.export()).isEmpty();
        assertThat(address.tls()).isTrue();
        assertThat(address.tlsHostname()).isEqualTo("::1");
        assertThat(address.certificates()).isEmpty();
        assertThat(address.connections()).isEqualTo(4);
        assertThat(address.bitmap()).isEmpty();
    }

    @Test
    void parse_aSocket_hasItsPath() {
        NbdAddress address =
                NbdAddress.parse("nbds+unix:///x?socket=/run/a+b.sock&tls-certificates=/etc/pki&tls-hostname=web01");
        assertThat(address.socket()).contains(Path.of("/run/a+b.sock"));
        assertThat(address.export()).isEqualTo("x");
        assertThat(address.certificates()).contains(Path.of("/etc/pki"));
        assertThat(address.tlsHostname()).isEqualTo("web01");
        assertThat(address.location()).isEqualTo("nbds+unix:///x?socket=/run/a+b.sock");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "nbd://h/x?speed=1 | unknown parameter \"speed\"",
                "nbd+unix:///x?socket=q.sock | which must be an absolute path",
                "nbd://h/x?connections=0 | a connections from 1 to 16, but has \"0\"",
                "nbd://h/x?connections=17 | from 1 to 16",
                "nbd://h:0/x | a port from 1 to 65535, but has \"0\"",
                "nbd://h:x/x | a port from 1 to 65535",
                "nbd:///x | a host, and no parameter socket",
                "nbd://h/x?socket=/s | a host, and no parameter socket",
                "nbd+unix:///x | no host, and the parameter socket",
                "nbd+unix://h/x?socket=/s | no host, and the parameter socket",
                "nbd://h/x?bitmap= | one value for the parameter bitmap",
                "nbd://h/x?bitmap=a&bitmap=b | one value for the parameter bitmap",
                "nbd://alice@h/x | names a user",
                "nbd://h/%00 | without NUL",
                "nbd://h/%zz | is no valid URI",
            })
    void parse_anythingElse_saysWhatIsWrong(String address, String wrong) {
        assertThatThrownBy(() -> NbdAddress.parse(address))
                .isInstanceOfSatisfying(
                        SourceReadException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_SPEC))
                .hasMessageContainingAll(wrong, "write nbd://host[:port]/export");
    }

    @Test
    void parse_tlsOfAnotherKind_isRefused() {
        for (String parameter : new String[] {"tls-type=psk", "tls-verify-peer=0"}) {
            assertThatThrownBy(() -> NbdAddress.parse("nbds://h/x?" + parameter))
                    .isInstanceOfSatisfying(
                            SourceReadException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.DISK_UNSUPPORTED))
                    .hasMessageContaining(parameter + ", which is not supported");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"nbd://h/x", "NBD://h", "nbds://h/x", "nbd+unix:///?socket=/s", "nbds+unix:///?socket=/s"})
    void isNbd_ofSuchAddresses_isTrue(String address) {
        assertThat(NbdAddress.isNbd(DiskLocation.of(address))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/nbd:/h", "http://h/x", "nbd"})
    void isNbd_ofOthers_isFalse(String address) {
        assertThat(NbdAddress.isNbd(DiskLocation.of(address))).isFalse();
    }
}
