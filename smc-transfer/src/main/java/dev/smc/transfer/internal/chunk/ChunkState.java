package dev.smc.transfer.internal.chunk;

import org.jspecify.annotations.Nullable;

/** What is known of a chunk of the target. */
public enum ChunkState {
    /** Every byte is zero. */
    ZERO(0),
    /** It holds the content of a known digest. */
    DATA(1),
    /** It may hold anything. */
    UNKNOWN(2);

    private final byte code;

    ChunkState(int code) {
        this.code = (byte) code;
    }

    /** Returns the number on the wire. */
    public byte code() {
        return code;
    }

    /** Returns the state of a number on the wire, or null if there is none. */
    public static @Nullable ChunkState of(byte code) {
        return switch (code) {
            case 0 -> ZERO;
            case 1 -> DATA;
            case 2 -> UNKNOWN;
            default -> null;
        };
    }
}
