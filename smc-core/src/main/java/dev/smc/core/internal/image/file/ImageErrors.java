package dev.smc.core.internal.image.file;

import dev.smc.api.error.ErrorCode;
import dev.smc.api.error.SourceReadException;

/** The errors of images that are not read. */
public final class ImageErrors {
    private ImageErrors() {}

    /** Returns the error of an image of a format that is known but not read. */
    public static SourceReadException unsupportedFormat(String location, String format) {
        return unsupported(location, "is of format " + format + ", which is not supported");
    }

    /** Returns the error of an image that another program must convert first. */
    public static SourceReadException unsupported(String location, String what) {
        return new SourceReadException(
                ErrorCode.DISK_UNSUPPORTED,
                location + " " + what,
                "convert it with: qemu-img convert -O raw '" + location + "' disk.raw");
    }
}
