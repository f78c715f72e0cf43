package dev.smc.api.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BandwidthWindowTest {
    private static BandwidthWindow window(String start, String end, long mbps) {
        return BandwidthWindow.of(w -> w.start(LocalTime.parse(start))
                .end(LocalTime.parse(end))
                .limit(Bandwidth.ofMbps(mbps))
                .zone(ZoneId.of("Asia/Shanghai")));
    }

    @ParameterizedTest
    @CsvSource({
        "09:00, 17:00, 00:59:59, false",
        "09:00, 17:00, 01:00:00, true", // Shanghai is 8 hours ahead
        "09:00, 17:00, 08:59:59, true",
        "09:00, 17:00, 09:00:00, false",
        "22:00, 06:00, 13:59:59, false",
        "22:00, 06:00, 14:00:00, true",
        "22:00, 06:00, 16:30:00, true",
        "22:00, 06:00, 21:59:59, true",
        "22:00, 06:00, 22:00:00, false",
        "00:00, 00:00, 12:00:00, true"
    })
    void contains_timeOfTheDayInItsZone(String start, String end, String utc, boolean contained) {
        assertThat(window(start, end, 1).contains(Instant.parse("2026-11-28T" + utc + "Z")))
                .isEqualTo(contained);
    }

    @Test
    void limitAt_firstWindowThatContainsIt_counts() {
        TransferOptions options = TransferOptions.of(t -> t.bandwidthLimit(Bandwidth.ofMbps(10))
                .addBandwidthWindows(
                        window("20:00", "06:00", 0), window("00:00", "12:00", 5), window("18:00", "21:00", 7)));
        assertThat(options.bandwidthLimitAt(Instant.parse("2026-11-28T12:30:00Z")))
                .isEqualTo(Bandwidth.unlimited());
        assertThat(options.bandwidthLimitAt(Instant.parse("2026-11-28T00:30:00Z")))
                .isEqualTo(Bandwidth.ofMbps(5));
        assertThat(options.bandwidthLimitAt(Instant.parse("2026-11-28T08:30:00Z")))
                .isEqualTo(Bandwidth.ofMbps(10));
    }
}
