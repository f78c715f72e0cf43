package dev.smc.core.internal.filesystem;

/** A file system's allocation map cannot be trusted or understood; the message says why. */
public final class UnmappableException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String reason;

    public UnmappableException(String reason) {
        super(reason);
        this.reason = reason;
    }

    public String reason() {
        return reason;
    }

    public static void check(boolean right, String otherwise) throws UnmappableException {
        if (!right) {
            throw new UnmappableException(otherwise);
        }
    }
}
