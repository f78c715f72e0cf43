package dev.smc.core.internal.image.nbd;

import java.io.IOException;

/** A request that the server answered with an error; the connection goes on. */
final class ServerError extends IOException {
    private static final long serialVersionUID = 1L;

    private static final int EPERM = 1;
    private static final int EIO = 5;
    private static final int ENOMEM = 12;
    private static final int EINVAL = 22;
    private static final int ENOSPC = 28;
    private static final int EOVERFLOW = 75;
    private static final int ENOTSUP = 95;
    private static final int ESHUTDOWN = 108;

    private final int error;

    ServerError(int error, String text) {
        super("the server answered " + name(error) + (text.isEmpty() ? "" : " (" + text + ")"));
        this.error = error;
    }

    /** Returns the error of a server that no longer does what it did. */
    static ServerError notSupported(String what) {
        return new ServerError(ENOTSUP, what);
    }

    private static String name(int error) {
        return switch (error) {
            case EPERM -> "EPERM, not permitted";
            case EIO -> "EIO, an input/output error";
            case ENOMEM -> "ENOMEM, out of memory";
            case EINVAL -> "EINVAL, invalid argument";
            case ENOSPC -> "ENOSPC, no space";
            case EOVERFLOW -> "EOVERFLOW, too long";
            case ENOTSUP -> "ENOTSUP, not supported";
            case ESHUTDOWN -> "ESHUTDOWN, it is shutting down";
            default -> "error " + Integer.toUnsignedString(error);
        };
    }

    /** Returns whether the server is about to close the connection. */
    boolean isShutdown() {
        return error == ESHUTDOWN;
    }

    /** Returns whether the same request can succeed later. */
    boolean isTransient() {
        return switch (error) {
            case EPERM, EINVAL, EOVERFLOW, ENOTSUP -> false;
            default -> true;
        };
    }
}
