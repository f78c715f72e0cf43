package dev.smc.core.internal.image.qcow2;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import java.nio.ByteBuffer;

/**
 * Decompresses zstd frames, each in one go: a stream would need the memory for a window of the size that the frame claims.
 */
final class ZstdDecoder implements ClusterDecoder {
    private final ZstdDecompressCtx context = new ZstdDecompressCtx();

    @Override
    public boolean decode(ByteBuffer packed, ByteBuffer cluster) {
        try {
            while (cluster.hasRemaining() && packed.hasRemaining()) {
                int frame = frameLength(packed);
                int length = cluster.isDirect() ? toBuffer(packed, frame, cluster) : toArray(packed, frame, cluster);
                packed.position(packed.position() + frame);
                cluster.position(cluster.position() + length);
            }
            return true;
        } catch (ZstdException e) {
            return false;
        }
    }

    private static int frameLength(ByteBuffer packed) {
        long length = Zstd.findDirectByteBufferFrameCompressedSize(packed, packed.position(), packed.remaining());
        if (Zstd.isError(length)) {
            throw new ZstdException(length);
        }
        return (int) length;
    }

    private int toBuffer(ByteBuffer packed, int frame, ByteBuffer cluster) {
        return context.decompressDirectByteBuffer(
                cluster, cluster.position(), cluster.remaining(), packed, packed.position(), frame);
    }

    private int toArray(ByteBuffer packed, int frame, ByteBuffer cluster) {
        return context.decompressDirectByteBufferToByteArray(
                cluster.array(),
                cluster.arrayOffset() + cluster.position(),
                cluster.remaining(),
                packed,
                packed.position(),
                frame);
    }

    @Override
    public void close() {
        context.close();
    }
}
