package dev.smc.core.internal.image.qcow2;

import java.nio.ByteBuffer;

/** Decompresses one cluster after the other. Not thread-safe. */
interface ClusterDecoder extends AutoCloseable {
    /**
     * Fills a cluster as far as there is something to fill it with.
     *
     * @param packed a direct buffer with the compressed cluster, and perhaps something else behind it
     * @param cluster gets its bytes, and its position moved behind them
     * @return false if it is compressed in another way, or is more than a cluster
     */
    boolean decode(ByteBuffer packed, ByteBuffer cluster);

    @Override
    void close();
}
