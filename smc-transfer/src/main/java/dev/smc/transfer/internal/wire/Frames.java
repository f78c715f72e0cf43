package dev.smc.transfer.internal.wire;

import dev.smc.transfer.internal.chunk.Crc;
import java.nio.ByteBuffer;

/** Puts frames into buffers and checks those that came: {@code docs/formats/wire-protocol.md}, section 3. */
public final class Frames {
    /** Bytes before the payload. */
    public static final int HEADER = 12;
    /** Bytes behind the payload. */
    public static final int TRAILER = 4;

    private static final int CHECKED_HEADER = 8;

    private Frames() {}

    /** Starts a frame at the buffer's position; the payload follows. Returns where it started. */
    public static int open(ByteBuffer out, FrameType type) {
        int start = out.position();
        out.put((byte) type.code()).put((byte) 0).putShort((short) 0).putInt(0).putInt(0);
        return start;
    }

    /** Ends the frame that started at {@code start}: puts its length and checksums. */
    public static void seal(ByteBuffer out, int start) {
        int length = out.position() - start - HEADER;
        out.putInt(start + 4, length);
        out.putInt(start + CHECKED_HEADER, Crc.of(out, start, CHECKED_HEADER));
        out.putInt(Crc.of(out, start, HEADER + length));
    }

    /** Checks a header of {@link #HEADER} bytes and returns its type. */
    static FrameType check(ByteBuffer header) {
        if (header.getInt(CHECKED_HEADER) != Crc.of(header, 0, CHECKED_HEADER)) {
            throw WireErrors.corrupt("the header of a frame has a wrong checksum");
        }
        int code = Byte.toUnsignedInt(header.get(0));
        FrameType type = FrameType.of(code);
        if (type == null || header.get(1) != 0 || header.getShort(2) != 0) {
            throw WireErrors.violation("a frame of type " + code + " and flags " + header.get(1) + " is unknown");
        }
        if (!type.allows(length(header))) {
            throw WireErrors.violation(
                    "a " + type + " frame has a payload of " + Integer.toUnsignedString(length(header)) + " bytes");
        }
        return type;
    }

    static int length(ByteBuffer header) {
        return header.getInt(4);
    }
}
