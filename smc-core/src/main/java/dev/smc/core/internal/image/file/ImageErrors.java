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

    /**
     * Returns the error of an image that holds only what differs from a parent that is missing.
     *
     * @param parent what it is known by
     * @param searched where it was looked for, and what was there
     * @param merge a command that makes one image of both, where both are
     */
    public static SourceReadException missingParent(String location, String parent, String searched, String merge) {
        return new SourceReadException(
                ErrorCode.SOURCE_UNREADABLE,
                location + " holds only what differs from its parent, " + parent + ", which cannot be found: "
                        + searched,
                "put the parent into the same directory, or merge both where they come from with: " + merge);
    }
}
