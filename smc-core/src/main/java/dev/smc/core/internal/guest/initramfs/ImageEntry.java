package dev.smc.core.internal.guest.initramfs;

/**
 * What an image has under a name.
 *
 * @param size of a file's content in bytes, as far as known
 * @param target of a link; otherwise empty
 */
public record ImageEntry(Type type, long size, String target) {
    /** What it is. */
    public enum Type {
        FILE,
        DIRECTORY,
        LINK,
        /** A device, pipe or socket. */
        OTHER
    }
}
