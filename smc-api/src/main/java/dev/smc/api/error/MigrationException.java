package dev.smc.api.error;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The root of everything this library throws on purpose. The message says what happened, where, and with which figures, and ends
 * with the way out; {@link #remedy()} gives the way out alone.
 */
public class MigrationException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;
    private final String remedy;
    private volatile @Nullable String jobId;

    /** Creates an exception with a way out and the exception behind it, if any. */
    public MigrationException(ErrorCode code, String what, String remedy, @Nullable Throwable cause) {
        super(remedy.isEmpty() ? what : what + "; " + remedy, cause);
        this.code = code;
        this.remedy = remedy;
    }

    /** Creates an exception with a way out. */
    public MigrationException(ErrorCode code, String what, String remedy) {
        this(code, what, remedy, null);
    }

    /** Returns what kind of failure this is; stable across releases. */
    public ErrorCode code() {
        return code;
    }

    /** Returns whether doing the same again, with nothing changed by hand, can succeed. */
    public boolean retryable() {
        return code.retryable();
    }

    /** Returns what to do about it, in one clause; may be empty. */
    public String remedy() {
        return remedy;
    }

    /** Returns the replication job that failed, if it was one. */
    public Optional<String> jobId() {
        return Optional.ofNullable(jobId);
    }

    /** Notes the job that failed unless one is noted already, and returns this exception. */
    public MigrationException forJob(String failedJobId) {
        if (jobId == null) {
            jobId = failedJobId;
        }
        return this;
    }
}
