package dev.smc.core.internal.image.qcow2;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.Deflater;

/**
 * A small qcow2 image made by hand, from the format's description: header, one L1 table in cluster 1, one L2 table in cluster 2,
 * then whatever is added. Refcounts are left out: reading does not need them.
 */
final class Qcow2Fixture {
    static final long COPIED = 1L << 63;
    static final long COMPRESSED = 1L << 62;

    final int clusterBits;
    final ByteBuffer bytes;
    private int end;

    Qcow2Fixture(int version, int clusterBits, long size) {
        this.clusterBits = clusterBits;
        this.bytes = ByteBuffer.allocate(64 << clusterBits);
        this.end = 3 << clusterBits;
        bytes.putInt(0, 0x514649fb);
        bytes.putInt(4, version);
        bytes.putInt(20, clusterBits);
        bytes.putLong(24, size);
        bytes.putInt(36, 1);
        bytes.putLong(40, cluster());
        if (version == 3) {
            bytes.putInt(96, 4);
            bytes.putInt(100, 104);
        }
        bytes.putLong(cluster(), 2L * cluster() | COPIED);
    }

    int cluster() {
        return 1 << clusterBits;
    }

    /** Returns where the L2 entry of a guest cluster lies. */
    int entryOffset(int guestCluster) {
        return 2 * cluster() + guestCluster * 8;
    }

    Qcow2Fixture entry(int guestCluster, long entry) {
        bytes.putLong(entryOffset(guestCluster), entry);
        return this;
    }

    Qcow2Fixture data(int guestCluster, byte[] data) {
        bytes.put(end, data);
        entry(guestCluster, end | COPIED);
        end += cluster();
        return this;
    }

    /** Adds a compressed cluster at an odd place. */
    Qcow2Fixture compressed(int guestCluster, byte[] data) {
        Deflater deflater = new Deflater(9, true);
        deflater.setInput(data);
        deflater.finish();
        byte[] packed = new byte[2 * cluster()];
        int length = deflater.deflate(packed);
        deflater.end();
        int offset = end + 7;
        bytes.put(offset, packed, 0, length);
        int sectors = (offset + length - 1) / 512 - offset / 512;
        entry(guestCluster, COMPRESSED | ((long) sectors << (62 - (clusterBits - 8))) | offset);
        end = (offset + length + cluster() - 1) / cluster() * cluster();
        return this;
    }

    Qcow2Fixture backing(String name, String format) {
        int offset = bytes.getInt(4) == 2 ? 72 : 104;
        if (!format.isEmpty()) {
            bytes.putInt(offset, 0x6803f857).putInt(offset + 4, 3);
            offset += 16;
            bytes.putInt(offset, 0xe2792aca).putInt(offset + 4, format.length());
            bytes.put(offset + 8, format.getBytes(StandardCharsets.UTF_8));
            offset += 8 + (format.length() + 7) / 8 * 8;
        }
        offset += 8;
        byte[] encoded = name.getBytes(StandardCharsets.UTF_8);
        bytes.put(offset, encoded);
        bytes.putLong(8, offset);
        bytes.putInt(16, encoded.length);
        return this;
    }

    Path write(Path file) throws IOException {
        return write(file, end);
    }

    Path write(Path file, int length) throws IOException {
        byte[] content = new byte[length];
        bytes.get(0, content);
        return Files.write(file, content);
    }
}
