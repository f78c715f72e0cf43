package dev.smc.transfer.internal.wire;

import dev.smc.transfer.internal.chunk.ChunkGrid;
import dev.smc.transfer.internal.chunk.ChunkHasher;
import org.jspecify.annotations.Nullable;

/** The kinds of frames, with the bounds of their payload: {@code docs/formats/wire-protocol.md}, section 3. */
public enum FrameType {
    /** The receiver's nonce. */
    CHALLENGE(1, 36, 36),
    /** Who the sender is and what it wants. */
    HELLO(2, 127, 638),
    /** What was agreed. */
    HELLO_OK(3, 52, 52),
    /** Why the connection ends. */
    ERROR(4, 6, 8192),
    /** Still there. */
    KEEPALIVE(5, 0, 0),
    /** Takes a span, and asks what the receiver has of it. */
    MANIFEST_REQUEST(6, 8, 8),
    /** Tells what the receiver has. */
    MANIFEST(7, 25, 1 << 20),
    /** What becomes of a chunk; its encoded grains follow the frame. */
    DATA(8, DataHeader.LENGTH, DataHeader.LENGTH),
    /** A range of zeros. */
    ZERO(9, 16, 16),
    /** How much is on stable storage. */
    ACK(10, 8, 8),
    /** The end of a span. */
    END(11, 48, 48),
    /** What the receiver makes of it. */
    RESULT(12, 48, 48),
    /** The sender is content. */
    DONE(13, 0, 0),
    /** Asks for the digests of a chunk's grains. */
    GRAINS_REQUEST(14, 8, 8),
    /** The digests of a chunk's grains. */
    GRAINS(15, 8 + ChunkHasher.DIGEST_LENGTH, 8 + ChunkGrid.MAX_GRAINS * ChunkHasher.DIGEST_LENGTH),
    /** All spans have arrived. */
    FINISH(16, 32, 32),
    /** What the receiver makes of the disk. */
    VERDICT(17, 50, 130);

    private static final FrameType[] BY_CODE = new FrameType[18];

    static {
        for (FrameType type : values()) {
            BY_CODE[type.code] = type;
        }
    }

    private final int code;
    private final int minLength;
    private final int maxLength;

    FrameType(int code, int minLength, int maxLength) {
        this.code = code;
        this.minLength = minLength;
        this.maxLength = maxLength;
    }

    int code() {
        return code;
    }

    boolean allows(int length) {
        return length >= minLength && length <= maxLength;
    }

    static @Nullable FrameType of(int code) {
        return code > 0 && code < BY_CODE.length ? BY_CODE[code] : null;
    }
}
