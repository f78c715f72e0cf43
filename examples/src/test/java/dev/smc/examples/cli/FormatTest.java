package dev.smc.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FormatTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0 B",
        "1023, 1023 B",
        "1024, 1.0 KiB",
        "1536, 1.5 KiB",
        "2147483648, 2.0 GiB",
        "1125899906842624, 1.0 PiB"
    })
    void bytes_anyNumber_usesTheLargestUnit(long bytes, String expected) {
        assertThat(Format.bytes(bytes)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"0, 0.0 s", "3449, 3.4 s", "59999, 60.0 s", "60000, 1:00", "125000, 2:05", "3725000, 1:02:05"})
    void time_anyLength_growsFromSecondsToHours(long millis, String expected) {
        assertThat(Format.time(Duration.ofMillis(millis))).isEqualTo(expected);
    }

    @Test
    void partOf_smallPart_isInTheUnitOfTheWhole() {
        assertThat(Format.partOf(512, 2048)).isEqualTo("0.5 of 2.0 KiB");
        assertThat(Format.partOf(0, 0)).isEqualTo("0 of 0 B");
    }

    @Test
    void percent_ofNothing_isZero() {
        assertThat(Format.percent(5, 0)).isEqualTo("0 %");
        assertThat(Format.percent(1, 3)).isEqualTo("33 %");
    }

    @Test
    void speed_inNoTime_doesNotDivideByZero() {
        assertThat(Format.speed(2098, Duration.ZERO)).isEqualTo("2.0 MiB/s");
        assertThat(Format.speed(4096, Duration.ofSeconds(2))).isEqualTo("2.0 KiB/s");
    }
}
