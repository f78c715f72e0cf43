package dev.smc.core.internal.guest.edit;

import dev.smc.core.internal.guest.GuestDevice;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Edits cannot be made in a file system, or not by programs of the guest. */
public final class UneditableException extends Exception {
    private static final long serialVersionUID = 1L;

    /** Copies that people do not know of. */
    private static final Pattern OWN_FILES = Pattern.compile("/\\S*/work-\\d+/\\S*?(?=[:;,.]?(?:\\s|$))");

    private final transient @Nullable GuestDevice device;

    private UneditableException(@Nullable GuestDevice device, Exception cause) {
        super(OWN_FILES.matcher(String.valueOf(cause.getMessage())).replaceAll("it"), cause);
        this.device = device;
    }

    static UneditableException of(GuestDevice device, Exception cause) {
        return new UneditableException(device, cause);
    }

    static UneditableException ofPrograms(Exception cause) {
        return new UneditableException(null, cause);
    }

    /** Returns the device that the file system is on; empty if it is the programs that failed. */
    public Optional<GuestDevice> device() {
        return Optional.ofNullable(device);
    }
}
