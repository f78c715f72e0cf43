package dev.smc.core.internal.guest.initramfs;

import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/**
 * Reads zstd frames that follow right after each other and leaves its input right behind the last. A frame may ask for a window of
 * 128 MiB, no more. Not thread-safe.
 */
final class ZstdStream extends InputStream {
    private static final int PIECE = 1 << 17;

    private final ImageInput input;
    private final ZstdDecompressCtx context = new ZstdDecompressCtx();
    private final ByteBuffer packed = ByteBuffer.allocateDirect(PIECE).limit(0);
    private final ByteBuffer content = ByteBuffer.allocateDirect(PIECE).limit(0);
    private boolean ended;

    ZstdStream(ImageInput input) {
        this.input = input;
    }

    @Override
    public int read() throws IOException {
        return fill() ? Byte.toUnsignedInt(content.get()) : -1;
    }

    @Override
    public int read(byte[] target, int offset, int wanted) throws IOException {
        if (wanted == 0) {
            return 0;
        }
        if (!fill()) {
            return -1;
        }
        int count = Math.min(wanted, content.remaining());
        content.get(target, offset, count);
        return count;
    }

    /** Returns false at the end. */
    private boolean fill() throws IOException {
        while (!content.hasRemaining()) {
            if (ended) {
                return false;
            }
            if (!packed.hasRemaining()) {
                byte[] piece = input.peek(PIECE);
                if (piece.length == 0) {
                    throw new DamagedImageException("a zstd frame is cut off");
                }
                packed.clear().put(piece).flip();
                input.skip(piece.length);
            }
            decompress();
        }
        return true;
    }

    private void decompress() throws DamagedImageException {
        content.clear();
        try {
            if (context.decompressDirectByteBufferStream(content, packed)) {
                input.seek(input.position() - packed.remaining());
                packed.position(0).limit(0);
                ended = Compression.startingWith(input.peek(Compression.LONGEST_MAGIC))
                        .filter(Compression.ZSTD::equals)
                        .isEmpty();
            }
        } catch (ZstdException e) {
            throw new DamagedImageException("zstd data is damaged: " + e.getMessage());
        }
        content.flip();
    }

    @Override
    public void close() {
        context.close();
    }
}
