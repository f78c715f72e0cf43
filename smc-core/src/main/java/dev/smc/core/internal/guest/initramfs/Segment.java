package dev.smc.core.internal.guest.initramfs;

/**
 * A part of an image: one archive, or one compressed stream of archives.
 *
 * @param offset of its first byte in the image
 * @param length in bytes, without zeros that follow it
 * @param contentLength its length when decompressed
 */
public record Segment(Compression compression, long offset, long length, long contentLength) {
    /** Returns where the first byte behind it is. */
    public long end() {
        return offset + length;
    }
}
