package dev.smc.core.internal.guest.initramfs;

import java.io.IOException;

/** An image is cut off, contradicts itself or is of a kind that is not read; the message says which. Never leaves this package. */
final class DamagedImageException extends IOException {
    private static final long serialVersionUID = 1L;

    DamagedImageException(String message) {
        super(message);
    }
}
