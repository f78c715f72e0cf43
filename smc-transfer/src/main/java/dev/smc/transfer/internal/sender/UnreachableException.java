package dev.smc.transfer.internal.sender;

import dev.smc.api.error.ErrorCode;
import dev.smc.api.error.TransportException;

/** The receiver's machine does not answer: a link may be down, which passes, so this is borne longer than a refusal. */
final class UnreachableException extends TransportException {
    private static final long serialVersionUID = 1L;

    UnreachableException(String what, Throwable cause) {
        super(
                ErrorCode.CONNECTION_LOST,
                what,
                "check the network, its firewalls, and that the receiver's machine runs, then try again",
                cause);
    }
}
