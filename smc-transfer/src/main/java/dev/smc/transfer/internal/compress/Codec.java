package dev.smc.transfer.internal.compress;

import org.jspecify.annotations.Nullable;

/** How the bytes of a DATA frame are encoded. */
public enum Codec {
    /** As they are. */
    STORED(0),
    /** One zstd frame. */
    ZSTD(1);

    private final byte code;

    Codec(int code) {
        this.code = (byte) code;
    }

    /** Returns the number on the wire. */
    public byte code() {
        return code;
    }

    /** Returns the codec of a number on the wire, or null if there is none. */
    public static @Nullable Codec of(byte code) {
        return switch (code) {
            case 0 -> STORED;
            case 1 -> ZSTD;
            default -> null;
        };
    }
}
