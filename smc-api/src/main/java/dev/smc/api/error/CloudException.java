package dev.smc.api.error;

import org.jspecify.annotations.Nullable;

/** A cloud refused or failed a call. */
public class CloudException extends MigrationException {
    private static final long serialVersionUID = 1L;

    /** Creates an exception with a way out and the exception behind it, if any. */
    public CloudException(ErrorCode code, String what, String remedy, @Nullable Throwable cause) {
        super(code, what, remedy, cause);
    }

    /** Creates an exception with a way out. */
    public CloudException(ErrorCode code, String what, String remedy) {
        super(code, what, remedy);
    }
}
