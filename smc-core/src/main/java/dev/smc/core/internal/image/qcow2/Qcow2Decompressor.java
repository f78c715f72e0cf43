package dev.smc.core.internal.image.qcow2;

import dev.smc.api.error.CorruptDiskException;
import dev.smc.core.internal.image.file.ImageFile;
import java.nio.ByteBuffer;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** Reads compressed clusters of a qcow2 image: raw deflate streams. Thread-safe. */
final class Qcow2Decompressor {
    private static final int SECTOR = 512;
    private static final int HIGHEST_OFFSET_BIT = 56;

    private final ImageFile file;
    private final Qcow2Header header;
    private final int offsetBits;

    Qcow2Decompressor(ImageFile file, Qcow2Header header) {
        this.file = file;
        this.header = header;
        this.offsetBits = 62 - (header.clusterBits() - 8);
    }

    /** Returns the cluster that an L2 entry describes; of the entry, only the lower 62 bits. */
    byte[] decompress(long descriptor) {
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
        ByteBuffer compressed = ByteBuffer.allocate((int) (end - offset));
        file.read(offset, compressed);
        return inflate(offset, compressed.array());
    }

    private byte[] inflate(long offset, byte[] compressed) {
        byte[] cluster = new byte[header.clusterSize()];
        Inflater inflater = new Inflater(true);
        try {
            inflater.setInput(compressed);
            int length = 0;
            while (length < cluster.length) {
                int count = inflater.inflate(cluster, length, cluster.length - length);
                if (count == 0) {
                    throw corrupt(
                            offset,
                            "a compressed cluster that ends after " + length + " bytes",
                            cluster.length + " bytes");
                }
                length += count;
            }
            return cluster;
        } catch (DataFormatException e) {
            throw corrupt(offset, "a compressed cluster that is no deflate stream", "one");
        } finally {
            inflater.end();
        }
    }

    private CorruptDiskException corrupt(long offset, String found, String expected) {
        return new CorruptDiskException(file.location(), offset, found, expected);
    }
}
