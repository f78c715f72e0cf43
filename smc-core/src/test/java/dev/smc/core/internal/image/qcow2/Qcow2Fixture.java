package dev.smc.core.internal.image.qcow2;

import com.github.luben.zstd.Zstd;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.Deflater;

/**
 * A small qcow2 image made by hand, from the format's description: header, one L1 table in cluster 1, one L2 table in cluster 2,
 * then whatever is added. Refcounts are left out: reading does not need them.
 */
final class Qcow2Fixture {
    static final long COPIED = 1L << 63;
    static final long COMPRESSED = 1L << 62;

    private static final int END_OF_EXTENSIONS = 8;

    final int clusterBits;
    final ByteBuffer bytes;
    private int end;
    private int extensionsEnd;
    private int entryBytes = 8;
    private boolean zstd;

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
        this.extensionsEnd = 72;
        if (version == 3) {
            bytes.putInt(96, 4);
            bytes.putInt(100, 112);
            this.extensionsEnd = 112;
        }
        bytes.putLong(cluster(), 2L * cluster() | COPIED);
    }

    int cluster() {
        return 1 << clusterBits;
    }

    /** Returns where the L2 entry of a guest cluster lies. */
    int entryOffset(int guestCluster) {
        return 2 * cluster() + guestCluster * entryBytes;
    }

    /** Turns an incompatible feature on. */
    Qcow2Fixture feature(int bit) {
        bytes.putLong(72, bytes.getLong(72) | 1L << bit);
        return this;
    }

    Qcow2Fixture zstd() {
        zstd = true;
        bytes.put(104, (byte) 1);
        return feature(3);
    }

    /** Gives entries bitmaps; to be called before any entry is set. */
    Qcow2Fixture extendedL2() {
        entryBytes = 16;
        return feature(4);
    }

    Qcow2Fixture bitmap(int guestCluster, int zeros, int allocated) {
        bytes.putLong(entryOffset(guestCluster) + 8, (long) zeros << 32 | Integer.toUnsignedLong(allocated));
        return this;
    }

    /** Adds a header extension; to be called before the backing file is named. */
    Qcow2Fixture extension(int type, byte[] content) {
        bytes.putInt(extensionsEnd, type).putInt(extensionsEnd + 4, content.length);
        bytes.put(extensionsEnd + 8, content);
        extensionsEnd += 8 + (content.length + 7) / 8 * 8;
        return this;
    }

    Qcow2Fixture dataFile(String name) {
        return feature(2).extension(Qcow2Extensions.DATA_FILE, name.getBytes(StandardCharsets.UTF_8));
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

    Qcow2Fixture compressed(int guestCluster, byte[] data) {
        return packed(guestCluster, zstd ? Zstd.compress(data) : deflate(data));
    }

    /** Adds a cluster that was compressed to this, at an odd place. */
    Qcow2Fixture packed(int guestCluster, byte[] packed) {
        int length = packed.length;
        int offset = end + 7;
        bytes.put(offset, packed);
        int sectors = (offset + length - 1) / 512 - offset / 512;
        entry(guestCluster, COMPRESSED | ((long) sectors << (62 - (clusterBits - 8))) | offset);
        end = (offset + length + cluster() - 1) / cluster() * cluster();
        return this;
    }

    private static byte[] deflate(byte[] data) {
        Deflater deflater = new Deflater(9, true);
        deflater.setInput(data);
        deflater.finish();
        byte[] packed = new byte[2 * data.length + 100];
        int length = deflater.deflate(packed);
        deflater.end();
        return Arrays.copyOf(packed, length);
    }

    Qcow2Fixture backing(String name, String format) {
        if (!format.isEmpty()) {
            extension(Qcow2Extensions.FEATURE_NAMES, new byte[3]);
            extension(Qcow2Extensions.BACKING_FORMAT, format.getBytes(StandardCharsets.UTF_8));
        }
        int offset = extensionsEnd + END_OF_EXTENSIONS;
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
