package dev.smc.core.internal.image.nbd;

import dev.smc.api.error.ErrorCode;
import dev.smc.api.error.SourceReadException;
import java.io.IOException;

/**
 * What a server did or refused, and the way out. Any other {@link IOException} means that the connection was lost, which connecting
 * again may heal; this one is healed so only if its code says that it is retryable.
 */
final class NbdException extends IOException {
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;
    private final String remedy;

    NbdException(ErrorCode code, String what, String remedy) {
        super(what);
        this.code = code;
        this.remedy = remedy;
    }

    NbdException(ErrorCode code, String what, String remedy, Throwable cause) {
        super(what, cause);
        this.code = code;
        this.remedy = remedy;
    }

    /** Returns the error of a server that does what the protocol forbids. */
    static NbdException violation(String found) {
        return new NbdException(
                ErrorCode.PROTOCOL_VIOLATION,
                "the server breaks the NBD protocol: " + found,
                "check that an NBD server listens there, and update it");
    }

    boolean retryable() {
        return code.retryable();
    }

    /** Returns the error to show, given what could not be done with which disk. */
    SourceReadException at(String location, String what) {
        return new SourceReadException(code, location + " " + what + ": " + getMessage(), remedy, this);
    }
}
