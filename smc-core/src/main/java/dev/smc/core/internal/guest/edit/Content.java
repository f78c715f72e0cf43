package dev.smc.core.internal.guest.edit;

import dev.smc.core.internal.guest.GuestFile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/** What a file is to hold; may be larger than memory, so it is read anew each time. */
public interface Content {
    /** Returns how long it is, in bytes. */
    long size();

    /** Returns a stream of it; to be closed. */
    InputStream open();

    /** Returns content that is in memory. */
    static Content of(byte[] bytes) {
        return new Content() {
            @Override
            public long size() {
                return bytes.length;
            }

            @Override
            public InputStream open() {
                return new ByteArrayInputStream(bytes);
            }
        };
    }

    /** Returns a text, in which each character is one byte, as {@link dev.smc.core.internal.guest.GuestRoot#text} has it. */
    static Content of(String text) {
        return of(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Returns the first {@code length} bytes of a guest's file with others behind them. */
    static Content of(GuestFile file, long length, byte[] tail) {
        return new Content() {
            @Override
            public long size() {
                return length + tail.length;
            }

            @Override
            public InputStream open() {
                return new SequenceInputStream(new GuestFileStream(file, length), new ByteArrayInputStream(tail));
            }
        };
    }

    /** Returns whether this is what a file of a guest holds. */
    default boolean isIn(GuestFile file) {
        return file.isFile()
                && file.node().size() == size()
                && checksum(open()) == checksum(new GuestFileStream(file, size()));
    }

    private static long checksum(InputStream stream) {
        CRC32C checksum = new CRC32C();
        byte[] piece = new byte[1 << 16];
        try (stream) {
            for (int count = stream.read(piece); count >= 0; count = stream.read(piece)) {
                checksum.update(piece, 0, count);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return checksum.getValue();
    }
}
