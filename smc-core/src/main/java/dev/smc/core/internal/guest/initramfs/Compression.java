package dev.smc.core.internal.guest.initramfs;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** How a part of an image is compressed: what {@code lib/decompress.c} of Linux tells apart by the first bytes. */
public enum Compression {
    NONE(""),
    GZIP("\u001f\u008b"),
    BZIP2("BZh"),
    XZ("\u00fd7zXZ\0"),
    /** The format before xz, whose streams have no checksum and need not say where they end. */
    LZMA("]\0\0"),
    ZSTD("(\u00b5/\u00fd"),
    /** The legacy format: blocks with their lengths, up to the end of the image. */
    LZ4("\u0002!L\u0018"),
    /** Known, but not read. */
    LZO("\u0089LZO");

    static final int LONGEST_MAGIC = 6;

    private final String magic;

    Compression(String magic) {
        this.magic = magic;
    }

    /** Returns what starts with some bytes; empty if nothing compressed does. */
    static Optional<Compression> startingWith(byte[] head) {
        for (Compression compression : values()) {
            if (compression != NONE && compression.starts(head)) {
                return Optional.of(compression);
            }
        }
        return Optional.empty();
    }

    private boolean starts(byte[] head) {
        return new String(head, StandardCharsets.ISO_8859_1).startsWith(magic);
    }
}
