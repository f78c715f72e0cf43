package dev.smc.core.internal.volume;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** A disk in memory with superblocks of arrays made by hand, from the description of their format. */
public final class RaidDisk {
    private static final int MAGIC = 0xa92b4efc;

    public final byte[] content;

    public RaidDisk(byte[] content) {
        this.content = content;
    }

    /** Writes a superblock of version 1.0, 1.1 or 1.2. */
    public RaidDisk version1(int minor, int level, String name) {
        int sectors = content.length / 512;
        int offset = minor == 0 ? (sectors - 16 & ~7) * 512 : minor == 1 ? 0 : 4096;
        ByteBuffer superblock = ByteBuffer.wrap(content, offset, 1024).slice().order(ByteOrder.LITTLE_ENDIAN);
        superblock.putInt(0, MAGIC);
        superblock.putInt(4, 1);
        superblock.putLong(16, 0x0706050403020100L);
        superblock.putLong(24, 0x0f0e0d0c0b0a0908L);
        superblock.put(32, name.getBytes(StandardCharsets.UTF_8));
        superblock.putInt(72, level);
        superblock.putLong(80, sectors - 2048);
        superblock.putInt(92, 2);
        superblock.putLong(128, minor == 0 ? 0 : 2048);
        superblock.putLong(136, sectors - 2048);
        superblock.putLong(144, offset / 512);
        superblock.putInt(220, 128);
        superblock.putInt(216, 0);
        long sum = 0;
        for (int at = 0; at < 256 + 2 * 128; at += 4) {
            sum += Integer.toUnsignedLong(superblock.getInt(at));
        }
        superblock.putInt(216, (int) (sum + (sum >>> 32)));
        return this;
    }

    /** Writes a superblock of version 0.90. */
    public RaidDisk version0(int level, ByteOrder order) {
        int offset = (content.length & -65536) - 65536;
        ByteBuffer superblock = ByteBuffer.wrap(content, offset, 4096).slice().order(order);
        superblock.putInt(0, MAGIC);
        superblock.putInt(8, 90);
        superblock.putInt(20, 0x00010203);
        superblock.putInt(28, level);
        superblock.putInt(32, offset / 1024);
        superblock.putInt(36, 2);
        superblock.putInt(40, 2);
        superblock.putInt(52, 0x04050607);
        superblock.putInt(56, 0x08090a0b);
        superblock.putInt(60, 0x0c0d0e0f);
        superblock.putInt(152, 0);
        long sum = 0;
        for (int at = 0; at < 4096; at += 4) {
            sum += Integer.toUnsignedLong(superblock.getInt(at));
        }
        superblock.putInt(152, (int) (sum + (sum >>> 32)));
        return this;
    }
}
