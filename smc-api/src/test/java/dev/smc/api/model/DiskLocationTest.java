package dev.smc.api.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.smc.api.error.InvalidSpecException;
import java.nio.file.Path;
import nl.jqno.equalsverifier.EqualsVerifier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DiskLocationTest {

    @Test
    void of_aRelativePath_isMadeAbsoluteAndNormal() {
        DiskLocation location = DiskLocation.of(Path.of("a/../b.raw"));
        assertThat(location.isPath()).isTrue();
        assertThat(location.path()).isEqualTo(Path.of("b.raw").toAbsolutePath());
        assertThat(DiskLocation.of("a/../b.raw")).isEqualTo(location);
    }

    @ParameterizedTest
    @ValueSource(strings = {"nbd://host:10809/export", "nbd+unix:///export?socket=/run/nbd.sock", "nbds://h/x/../y"})
    void of_anAddress_keepsItAsWritten(String address) {
        DiskLocation location = DiskLocation.of(address);
        assertThat(location.isPath()).isFalse();
        assertThat(location).hasToString(address);
        assertThatThrownBy(location::path)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(address + " is not a path");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/srv/a://b", "./1://b", "://b"})
    void of_aPathThatLooksLikeAnAddress_isAPath(String path) {
        assertThat(DiskLocation.of(path).path())
                .isEqualTo(Path.of(path).toAbsolutePath().normalize());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  ", "/a\0b", "nbd://a\0b"})
    void of_noLocation_isRefused(String value) {
        assertThatThrownBy(() -> DiskLocation.of(value))
                .isInstanceOf(InvalidSpecException.class)
                .hasMessage("disk: a location must be a path or an address, but is \"" + value
                        + "\"; correct it and try again");
    }

    @ParameterizedTest
    @ValueSource(strings = {"nbd://me:hunter2@host/export", "nbds+unix://:hunter2@/x?socket=/s"})
    void of_anAddressWithAPassword_isRefusedWithoutRepeatingIt(String value) {
        assertThatThrownBy(() -> DiskLocation.of(value))
                .isInstanceOf(InvalidSpecException.class)
                .hasMessage("disk: an address must not hold a password; correct it and try again");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"nbd://host:10809/a@b", "nbd://host/a:b@c", "nbd://alice@host:10809/x", "nbd:///?socket=/a:b@c"})
    void of_anAddressWithColonsAndAts_isKeptIfNoneIsAPassword(String value) {
        assertThat(DiskLocation.of(value)).hasToString(value);
    }

    @Test
    void equalsAndHashCode_keepTheContract() {
        EqualsVerifier.forClass(DiskLocation.class).withNonnullFields("value").verify();
    }

    @Test
    void json_ofALocation_isItsText() {
        DiskLocation location = DiskLocation.of("nbd://host/export");
        assertThat(ModelJson.write(location)).isEqualTo("\"nbd://host/export\"");
        assertThat(ModelJson.read("\"nbd://host/export\"", DiskLocation.class)).isEqualTo(location);
    }
}
