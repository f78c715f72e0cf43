package dev.smc.core.internal.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.smc.api.error.CloudException;
import dev.smc.api.error.ErrorCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RetryTest {
    private static final List<Duration> PAUSES = List.of(Duration.ofSeconds(1), Duration.ofSeconds(2));

    private final List<Duration> waited = new ArrayList<>();
    private final Retry retry = new Retry(PAUSES, waited::add);
    private int calls;

    private int failing(int times, ErrorCode code) {
        calls++;
        if (calls <= times) {
            throw new CloudException(code, "try " + calls, "");
        }
        return calls;
    }

    @Test
    void call_succeedsAtOnce_waitsForNothing() {
        assertThat(retry.<Integer>call("x", () -> failing(0, ErrorCode.CLOUD_FAILED)))
                .isEqualTo(1);
        assertThat(waited).isEmpty();
    }

    @Test
    void call_failsTwice_succeedsAfterGrowingPauses() {
        assertThat(retry.<Integer>call("x", () -> failing(2, ErrorCode.CLOUD_FAILED)))
                .isEqualTo(3);
        assertThat(waited).isEqualTo(PAUSES);
    }

    @Test
    void run_failsAlways_throwsTheLastFailure() {
        assertThatThrownBy(() -> retry.run("x", () -> failing(9, ErrorCode.CLOUD_FAILED)))
                .hasMessage("try 3");
        assertThat(waited).isEqualTo(PAUSES);
    }

    @ParameterizedTest
    @EnumSource(
            value = ErrorCode.class,
            names = {"INVALID_STATE", "TARGET_FULL", "STOPPED", "LEASE_LOST", "RESOURCE_LOST", "INTERNAL"})
    void call_repetitionCannotHelp_throwsAtOnce(ErrorCode code) {
        assertThatThrownBy(() -> retry.call("x", () -> failing(9, code))).hasMessage("try 1");
        assertThat(waited).isEmpty();
    }

    @Test
    void call_pauseThrows_endsWithThat() {
        Retry stopped = new Retry(PAUSES, pause -> {
            throw new IllegalStateException("stopped");
        });
        assertThatThrownBy(() -> stopped.call("x", () -> failing(9, ErrorCode.CLOUD_FAILED)))
                .hasMessage("stopped");
        assertThat(calls).isEqualTo(1);
    }
}
