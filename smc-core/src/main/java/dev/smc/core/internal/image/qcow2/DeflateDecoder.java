package dev.smc.core.internal.image.qcow2;

import java.nio.ByteBuffer;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** Decompresses raw deflate streams. */
final class DeflateDecoder implements ClusterDecoder {
    private final Inflater inflater = new Inflater(true);

    @Override
    public boolean decode(ByteBuffer packed, ByteBuffer cluster) {
        inflater.reset();
        inflater.setInput(packed);
        try {
            while (cluster.hasRemaining() && inflater.inflate(cluster) > 0) {}
            return true;
        } catch (DataFormatException e) {
            return false;
        }
    }

    @Override
    public void close() {
        inflater.end();
    }
}
