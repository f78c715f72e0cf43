package dev.smc.api.error;

import org.jspecify.annotations.Nullable;

/** A source disk cannot be opened or read. */
public class SourceReadException extends MigrationException {
    private static final long serialVersionUID = 1L;

    /** Creates an exception with a way out and the exception behind it, if any. */
    public SourceReadException(ErrorCode code, String what, String remedy, @Nullable Throwable cause) {
        super(code, what, remedy, cause);
    }

    /** Creates an exception with a way out. */
    public SourceReadException(ErrorCode code, String what, String remedy) {
        super(code, what, remedy);
    }
}
