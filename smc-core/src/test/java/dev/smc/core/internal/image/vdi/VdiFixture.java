package dev.smc.core.internal.image.vdi;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.UUID;

/** A small VDI image made by hand, from the format's description: header, map, then blocks in the order in which they are added. */
final class VdiFixture {
    static final int DYNAMIC = 1;
    static final int STATIC = 2;
    static final int DIFFERENCING = 4;

    static final int MAP = 512;

    private static final long UNALLOCATED = 0xffff_ffffL;
    private static final long DISCARDED = 0xffff_fffeL;

    final ByteBuffer bytes;
    private final int blockSize;
    private final int extraSize;
    private final int dataOffset;
    private int allocated;

    VdiFixture(int type, int blockSize, int extraSize, long size) {
        int blocks = (int) ((size + blockSize - 1) / blockSize);
        this.blockSize = blockSize;
        this.extraSize = extraSize;
        this.dataOffset = (MAP + blocks * 4 + 511) / 512 * 512;
        this.bytes = ByteBuffer.allocate(dataOffset + blocks * (blockSize + extraSize))
                .order(ByteOrder.LITTLE_ENDIAN);
        bytes.putInt(0x40, 0xbeda107f).putInt(0x44, 0x10001).putInt(0x48, 0x190).putInt(0x4c, type);
        bytes.putInt(0x154, MAP).putInt(0x158, dataOffset).putInt(0x168, 512);
        bytes.putLong(0x170, size)
                .putInt(0x178, blockSize)
                .putInt(0x17c, extraSize)
                .putInt(0x180, blocks);
        for (int i = 0; i < blocks; i++) {
            entry(i, UNALLOCATED);
        }
    }

    VdiFixture entry(int block, long entry) {
        bytes.putInt(MAP + block * 4, (int) entry);
        return this;
    }

    VdiFixture ids(UUID created, UUID modified) {
        putId(0x188, created);
        putId(0x198, modified);
        return this;
    }

    VdiFixture parent(UUID created, UUID modified) {
        putId(0x1a8, created);
        putId(0x1b8, modified);
        return this;
    }

    private void putId(int at, UUID id) {
        long high = id.getMostSignificantBits();
        bytes.putInt(at, (int) (high >>> 32));
        bytes.putShort(at + 4, (short) (high >>> 16));
        bytes.putShort(at + 6, (short) high);
        bytes.putLong(at + 8, Long.reverseBytes(id.getLeastSignificantBits()));
    }

    /** Adds a block, of which {@code data} may be less than all. */
    VdiFixture block(int block, byte[] data) {
        int start = dataOffset + allocated * (blockSize + extraSize);
        Arrays.fill(bytes.array(), start, start + extraSize, (byte) 0xee);
        bytes.put(start + extraSize, data);
        return entry(block, allocated++);
    }

    VdiFixture zeros(int block) {
        return entry(block, DISCARDED);
    }

    Path write(Path file) throws IOException {
        return write(file, dataOffset + allocated * (blockSize + extraSize));
    }

    Path write(Path file, int length) throws IOException {
        return Files.write(file, Arrays.copyOf(bytes.array(), length));
    }
}
