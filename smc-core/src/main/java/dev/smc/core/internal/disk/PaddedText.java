package dev.smc.core.internal.disk;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Text in a field of fixed length, filled up with zeros. */
public final class PaddedText {
    private PaddedText() {}

    /** Returns the text, or empty if there is none. */
    public static Optional<String> read(ByteBuffer bytes, int offset, int length) {
        byte[] padded = new byte[length];
        bytes.get(offset, padded);
        String text = new String(padded, StandardCharsets.UTF_8);
        int end = text.indexOf('\0');
        return Optional.of(end < 0 ? text : text.substring(0, end)).filter(t -> !t.isEmpty());
    }
}
