package dev.smc.spi.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExtentTest {

    @Test
    void extent_ofARange_knowsItsEndAndKind() {
        assertThat(Extent.data(100, 50).end()).isEqualTo(150);
        assertThat(Extent.data(100, 50).isData()).isTrue();
        assertThat(Extent.zero(100, 50).isData()).isFalse();
        assertThat(Extent.zero(0, Long.MAX_VALUE).end()).isEqualTo(Long.MAX_VALUE);
    }

    @ParameterizedTest
    @CsvSource({"-1, 1", "0, 0", "0, -1", "2, 9223372036854775806"})
    void extent_ofNoRange_isRefused(long offset, long length) {
        assertThatThrownBy(() -> Extent.data(offset, length))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("extent at " + offset + " of length " + length + " is not a byte range");
    }
}
