package dev.smc.api.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.smc.api.error.InvalidSpecException;
import nl.jqno.equalsverifier.EqualsVerifier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BandwidthTest {

    @Test
    void ofMbps_inRange_converts() {
        Bandwidth limit = Bandwidth.ofMbps(200);
        assertThat(limit.mbps()).isEqualTo(200);
        assertThat(limit.bytesPerSecond()).isEqualTo(25_000_000);
        assertThat(limit.isUnlimited()).isFalse();
        assertThat(limit).hasToString("200 Mbps");
        assertThat(Bandwidth.ofMbps(1_000_000).bytesPerSecond()).isEqualTo(125_000_000_000L);
    }

    @Test
    void ofMbps_zero_isNoLimit() {
        assertThat(Bandwidth.ofMbps(0)).isSameAs(Bandwidth.unlimited()).hasToString("unlimited");
        assertThat(Bandwidth.unlimited().isUnlimited()).isTrue();
        assertThat(Bandwidth.unlimited().bytesPerSecond()).isZero();
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, 1_000_001, Long.MIN_VALUE, Long.MAX_VALUE})
    void ofMbps_outOfRange_namesRangeAndValue(long mbps) {
        assertThatThrownBy(() -> Bandwidth.ofMbps(mbps))
                .isInstanceOf(InvalidSpecException.class)
                .hasMessage("bandwidthLimit: must be 0 (no limit) to 1000000 Mbps, but is " + mbps
                        + "; correct it and try again");
    }

    @Test
    void equalsAndHashCode_keepTheContract() {
        EqualsVerifier.forClass(Bandwidth.class).verify();
    }

    @Test
    void json_ofALimit_isItsNumber() {
        assertThat(ModelJson.write(Bandwidth.ofMbps(5))).isEqualTo("5");
        assertThat(ModelJson.read("5", Bandwidth.class)).isEqualTo(Bandwidth.ofMbps(5));
        assertThatThrownBy(() -> ModelJson.read("-5", Bandwidth.class)).isInstanceOf(InvalidSpecException.class);
    }
}
