package dev.smc.api.error;

import org.jspecify.annotations.Nullable;

/** A target disk cannot be written or forced to stable storage. */
public class TargetWriteException extends MigrationException {
    private static final long serialVersionUID = 1L;

    /** Creates an exception with a way out and the exception behind it, if any. */
    public TargetWriteException(ErrorCode code, String what, String remedy, @Nullable Throwable cause) {
        super(code, what, remedy, cause);
    }

    /** Creates an exception with a way out. */
    public TargetWriteException(ErrorCode code, String what, String remedy) {
        super(code, what, remedy);
    }
}
