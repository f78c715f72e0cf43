package dev.smc.transfer.internal.wire;

import dev.smc.api.error.ErrorCode;
import dev.smc.api.error.TransportException;
import org.jspecify.annotations.Nullable;

/** The failures that any use of the wire can end in, worded once. */
public final class WireErrors {
    private WireErrors() {}

    /** Bytes changed on their way. */
    public static TransportException corrupt(String what) {
        return new TransportException(
                ErrorCode.FRAME_CORRUPT, what, "try again; if it happens again, look for a faulty network device");
    }

    /** The other side does what the protocol does not allow. */
    public static TransportException violation(String what) {
        return new TransportException(
                ErrorCode.PROTOCOL_VIOLATION, what, "run the same release of this library on both sides");
    }

    /** The connection broke. */
    public static TransportException lost(String what, @Nullable Throwable cause) {
        return new TransportException(
                ErrorCode.CONNECTION_LOST, what, "check the network and that the receiver runs, then try again", cause);
    }

    /** The other side is not the one of this run. */
    public static TransportException untrusted(String what, @Nullable Throwable cause) {
        return new TransportException(
                ErrorCode.PEER_UNTRUSTED,
                what,
                "start receiver and sender with the two identities of one run, and check that nothing else answers on"
                        + " that address",
                cause);
    }

    /** The work was stopped. */
    public static TransportException stopped() {
        return new TransportException(ErrorCode.STOPPED, "the transfer was stopped", "start it again to go on");
    }
}
