package dev.smc.api.error;

import org.jspecify.annotations.Nullable;

/** The channel between source and receiver failed, or one side refused the other. */
public class TransportException extends MigrationException {
    private static final long serialVersionUID = 1L;

    /** Creates an exception with a way out and the exception behind it, if any. */
    public TransportException(ErrorCode code, String what, String remedy, @Nullable Throwable cause) {
        super(code, what, remedy, cause);
    }

    /** Creates an exception with a way out. */
    public TransportException(ErrorCode code, String what, String remedy) {
        super(code, what, remedy);
    }
}
