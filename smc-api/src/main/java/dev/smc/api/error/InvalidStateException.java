package dev.smc.api.error;

import org.jspecify.annotations.Nullable;

/** A call is not allowed in the present state, or names something that does not exist. */
public class InvalidStateException extends MigrationException {
    private static final long serialVersionUID = 1L;

    /** Creates an exception with a way out and the exception behind it, if any. */
    public InvalidStateException(ErrorCode code, String what, String remedy, @Nullable Throwable cause) {
        super(code, what, remedy, cause);
    }

    /** Creates an exception with a way out. */
    public InvalidStateException(ErrorCode code, String what, String remedy) {
        super(code, what, remedy);
    }
}
