package dev.smc.transfer.internal.compress;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import java.nio.ByteBuffer;

/** Compresses blocks, or stores those that do not shrink. Keeps its context for reuse: one for each thread. */
public final class Compressor implements AutoCloseable {
    private final int level;
    private final ZstdCompressCtx context = new ZstdCompressCtx();

    /** Creates a compressor of one of the API's levels, 0 to 10. */
    public Compressor(int level) {
        this.level = level;
        context.setLevel(Levels.zstd(level)).setContentSize(false).setChecksum(false);
    }

    /** Returns how much room {@link #compress} needs for {@code length} bytes. */
    public static int bound(int length) {
        return (int) Zstd.compressBound(length);
    }

    /**
     * Appends the bytes of {@code raw}, from its position to its limit, to {@code out} in the shorter form. Both are direct; {@code
     * raw} stays as it is.
     */
    public Codec compress(ByteBuffer raw, ByteBuffer out) {
        int length = raw.remaining();
        if (level > 0) {
            int packed =
                    context.compressDirectByteBuffer(out, out.position(), out.remaining(), raw, raw.position(), length);
            if (packed < length) {
                out.position(out.position() + packed);
                return Codec.ZSTD;
            }
        }
        out.put(raw.duplicate());
        return Codec.STORED;
    }

    @Override
    public void close() {
        context.close();
    }
}
