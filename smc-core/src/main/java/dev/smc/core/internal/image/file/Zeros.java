package dev.smc.core.internal.image.file;

import java.nio.ByteBuffer;

/** Zero bytes, to write and to compare with. */
public final class Zeros {
    private static final ByteBuffer BLOCK = ByteBuffer.allocateDirect(1 << 18).asReadOnlyBuffer();

    private Zeros() {}

    /** Returns a read-only buffer of up to {@code length} zero bytes, at least one if {@code length} is. */
    public static ByteBuffer buffer(long length) {
        return BLOCK.slice(0, (int) Math.min(length, BLOCK.capacity()));
    }

    /** Fills what remains of a buffer. */
    public static void fill(ByteBuffer target) {
        while (target.hasRemaining()) {
            target.put(buffer(target.remaining()));
        }
    }

    /** Returns whether a range of a buffer holds zeros only. */
    public static boolean isZero(ByteBuffer buffer, int offset, int length) {
        // Most data shows at once that it is some.
        if (length >= Long.BYTES && buffer.getLong(offset) != 0) {
            return false;
        }
        for (int done = 0; done < length; ) {
            ByteBuffer zeros = buffer(length - done);
            if (buffer.slice(offset + done, zeros.remaining()).mismatch(zeros) >= 0) {
                return false;
            }
            done += zeros.remaining();
        }
        return true;
    }
}
