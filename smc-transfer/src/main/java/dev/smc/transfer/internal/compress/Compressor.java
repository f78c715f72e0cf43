package dev.smc.transfer.internal.compress;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import java.nio.ByteBuffer;

/** Compresses blocks, or stores those that do not shrink. Keeps its context for reuse: one for each thread. */
public final class Compressor implements AutoCloseable {
    private final ZstdCompressCtx context = new ZstdCompressCtx();
    private int level;

    /** Creates a compressor of one of the API's levels, 0 to 10. */
    public Compressor(int level) {
        this.level = level;
        context.setLevel(Levels.zstd(level)).setContentSize(false).setChecksum(false);
    }

    /** Changes the level. */
    public void level(int next) {
        if (next != level) {
            level = next;
            context.setLevel(Levels.zstd(next));
        }
    }

    /** Returns how much room {@link #compress} needs for {@code length} bytes. */
    public static int bound(int length) {
        return (int) Zstd.compressBound(length);
    }

    /**
     * Puts the shorter form of the bytes of {@code raw}, from its position to its limit, at the start of {@code packed}, up to its
     * limit. Both are direct and keep their positions.
     *
     * @return the length of that form, or -1 if {@code raw} does not get shorter
     */
    public int compress(ByteBuffer raw, ByteBuffer packed) {
        int length = raw.remaining();
        if (level == 0 || length == 0) {
            return -1;
        }
        int packedLength = context.compressDirectByteBuffer(packed, 0, packed.limit(), raw, raw.position(), length);
        return packedLength < length ? packedLength : -1;
    }

    @Override
    public void close() {
        context.close();
    }
}
