package dev.smc.core.internal.image.qcow2;

import dev.smc.api.error.CorruptDiskException;
import dev.smc.core.internal.image.file.ImageFile;
import java.nio.ByteBuffer;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Reads compressed clusters of a qcow2 image. Thread-safe: threads work side by side, each with a workbench that it gives back
 * for the next one.
 */
final class Qcow2Decompressor implements AutoCloseable {
    private static final int SECTOR = 512;
    private static final int HIGHEST_OFFSET_BIT = 56;

    private final ImageFile file;
    private final Qcow2Header header;
    private final int offsetBits;
    private final Queue<Workbench> idle = new ConcurrentLinkedQueue<>();
    private volatile boolean closed;

    Qcow2Decompressor(ImageFile file, Qcow2Header header) {
        this.file = file;
        this.header = header;
        this.offsetBits = 62 - (header.clusterBits() - 8);
    }

    /** What one thread needs: a decoder, and room for a compressed cluster. */
    private static final class Workbench {
        final ClusterDecoder decoder;
        private ByteBuffer room = ByteBuffer.allocateDirect(0);

        Workbench(ClusterDecoder decoder) {
            this.decoder = decoder;
        }

        ByteBuffer room(int length) {
            if (room.capacity() < length) {
                room = ByteBuffer.allocateDirect(length);
            }
            return room.clear().limit(length);
        }
    }

    /**
     * Fills a buffer with a whole cluster.
     *
     * @param descriptor the lower 62 bits of its L2 entry
     */
    void decompress(long descriptor, ByteBuffer cluster) {
        long offset = descriptor & ((1L << offsetBits) - 1);
        long sectors = (descriptor >>> offsetBits) + 1;
        if (offset >>> HIGHEST_OFFSET_BIT != 0) {
            throw corrupt(offset, "a compressed cluster behind the largest offset", "one below 2^56");
        }
        // The last sector may be cut where the file ends; the stream itself may not, which is checked below.
        long end = Math.min(file.size(), offset - offset % SECTOR + sectors * SECTOR);
        if (offset >= end) {
            throw file.truncated(offset + 1);
        }
        Workbench bench = idle.poll();
        if (bench == null) {
            bench = new Workbench(header.compression().newDecoder());
        }
        try {
            ByteBuffer packed = bench.room((int) (end - offset));
            file.read(offset, packed);
            decode(bench.decoder, offset, packed.flip(), cluster);
        } finally {
            idle.add(bench);
            if (closed) {
                close();
            }
        }
    }

    private void decode(ClusterDecoder decoder, long offset, ByteBuffer packed, ByteBuffer cluster) {
        if (!decoder.decode(packed, cluster)) {
            throw corrupt(
                    offset,
                    "a compressed cluster that is no " + header.compression().what(),
                    "one of " + header.clusterSize() + " bytes");
        }
        if (cluster.hasRemaining()) {
            int length = header.clusterSize() - cluster.remaining();
            throw corrupt(
                    offset,
                    "a compressed cluster that ends after " + length + " bytes",
                    header.clusterSize() + " bytes");
        }
    }

    private CorruptDiskException corrupt(long offset, String found, String expected) {
        return new CorruptDiskException(file.location(), offset, found, expected);
    }

    /** Frees the workbenches; one that is in use is freed when its thread is done. */
    @Override
    public void close() {
        closed = true;
        for (Workbench bench = idle.poll(); bench != null; bench = idle.poll()) {
            bench.decoder.close();
        }
    }
}
