package dev.smc.transfer.internal.wire;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Texts in payloads: a length of two bytes, then UTF-8. */
final class Text {
    private Text() {}

    /** Appends a text, cut to {@code max} bytes. */
    static void put(ByteBuffer out, String text, int max) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        byte[] cut = bytes.length <= max ? bytes : Arrays.copyOf(bytes, max);
        out.putShort((short) cut.length).put(cut);
    }

    static String get(ByteBuffer payload, int max) {
        int length = payload.remaining() < 2 ? -1 : Short.toUnsignedInt(payload.getShort());
        if (length < 0 || length > max || length > payload.remaining()) {
            throw WireErrors.violation(
                    "a text of " + length + " bytes has " + payload.remaining() + ", at most " + max + " are allowed");
        }
        byte[] bytes = new byte[length];
        payload.get(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    static void end(ByteBuffer payload, String frame) {
        if (payload.hasRemaining()) {
            throw WireErrors.violation("a " + frame + " frame has " + payload.remaining() + " bytes too many");
        }
    }
}
