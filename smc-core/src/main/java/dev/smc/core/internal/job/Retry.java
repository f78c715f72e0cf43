package dev.smc.core.internal.job;

import dev.smc.api.error.ErrorCode;
import dev.smc.api.error.MigrationException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Repeats a call that fails with something retryable, with pauses between. Thread-safe if its pause is. */
final class Retry {
    private static final Logger LOG = LoggerFactory.getLogger(Retry.class);
    /** Retryable for whoever starts the job again, but not by the same call. */
    private static final Set<ErrorCode> FINAL =
            Set.of(ErrorCode.STOPPED, ErrorCode.LEASE_LOST, ErrorCode.RESOURCE_LOST);

    private final List<Duration> pauses;
    private final Consumer<Duration> pause;

    /**
     * Creates a way to repeat.
     *
     * @param pauses how long to wait before each repetition
     * @param pause waits
     */
    Retry(List<Duration> pauses, Consumer<Duration> pause) {
        this.pauses = pauses;
        this.pause = pause;
    }

    <T> T call(String what, Supplier<T> call) {
        for (Duration wait : pauses) {
            try {
                return call.get();
            } catch (MigrationException e) {
                if (!e.retryable() || FINAL.contains(e.code())) {
                    throw e;
                }
                LOG.debug("{} failed, again in {}", what, wait, e);
                pause.accept(wait);
            }
        }
        return call.get();
    }

    void run(String what, Runnable call) {
        call(what, () -> {
            call.run();
            return true;
        });
    }
}
