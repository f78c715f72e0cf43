package dev.smc.transfer.internal.compress;

import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import java.nio.ByteBuffer;

/** Decompresses blocks. Keeps its context for reuse: one for each thread. */
public final class Decompressor implements AutoCloseable {
    private final ZstdDecompressCtx context = new ZstdDecompressCtx();

    /**
     * Fills {@code raw}, from its position to its limit, with what {@code packed} holds. Both are direct and keep their positions.
     *
     * @return whether {@code packed} is one whole zstd frame of exactly that many bytes
     */
    public boolean decompress(ByteBuffer packed, ByteBuffer raw) {
        try {
            int length = context.decompressDirectByteBuffer(
                    raw, raw.position(), raw.remaining(), packed, packed.position(), packed.remaining());
            return length == raw.remaining();
        } catch (ZstdException e) {
            return false;
        }
    }

    @Override
    public void close() {
        context.close();
    }
}
